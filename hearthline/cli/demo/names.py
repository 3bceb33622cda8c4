"""Invented names of people and places. None is a real street, person or number."""

# ruff: noqa: SIM905 - a list of names reads best as words
from dataclasses import dataclass

GIVEN = (
    "Ada Amos Anna Arlo Beth Boyd Cora Cyrus Daisy Dale Edith Elias Ella Ezra Faye Felix Flora "
    "Gail Gus Hazel Henry Ida Ira Iris Jasper Joan Jonas Judith June Karl Kate Laurel Leon Lena "
    "Lloyd Mabel Marcus Mae Miles Nell Nolan Olga Opal Oscar Otis Pearl Percy Rhea Rosa Roy Ruth "
    "Saul Selma Silas Stella Theo Tilda Ursula Vera Vernon Walt Wanda Willa Yvonne Zeke"
).split()
FAMILY = (
    "Abbott Alder Ames Ashby Barlow Beck Birch Boone Briggs Calloway Carver Clay Colby Crane "
    "Dalton Denby Doyle Drake Eastman Ellery Fenn Finch Foley Garland Gentry Grove Hale Harlan "
    "Hobbs Holt Ingram Jessup Keller Kemp Lambert Larkin Lowell Marlow Mercer Nash Norris Oakes "
    "Orton Paget Pryor Quimby Ramsey Rowe Sadler Sawyer Shaw Stroud Tate Thorne Udall Vance "
    "Wakefield Weir Whitlock Yates York Zeller"
).split()
GIVEN_ES = (
    "Alma Ángel Beatriz Camila Diego Elena Emilio Graciela Héctor Inés Javier Josefina Lucía "
    "Marisol Mateo Noemí Óscar Pilar Ramón Rocío Sofía Tomás Verónica Ximena"
).split()
FAMILY_ES = (
    "Aguilar Benítez Cárdenas Delgado Escobar Fuentes Guzmán Ibáñez Lozano Maldonado Núñez Ochoa "
    "Peña Quiñones Robles Salinas Treviño Valdés Yáñez Zamora"
).split()
LONG_NAME = (
    "Maria Wilhelmina Alexandrina von Hohenfels-Bartholomew y Montenegro de la Santísima Trinidad, "
    "care of the Maple County Historical and Horticultural Preservation Society (Estate Office)"
)
"""As long as some real ones; pages and bills must keep their shape."""

STREETS = (
    "Maple Street,Mill Road,Old Ferry Road,Quarry Lane,Orchard Avenue,Creamery Road,Depot Street,"
    "Sugarbush Lane,Chapel Hill Road,Covered Bridge Road,Harvest Lane,Kettle Creek Road,"
    "Lantern Street,Meadowlark Drive,Pumphouse Road,Schoolhouse Road,Thistle Lane,Windmill Road"
).split(",")


@dataclass(frozen=True, slots=True)
class Town:
    """One town. Its postal code begins with 00, which the post office gives to no town."""

    name: str
    region: str
    postal_code: str


TOWNS = (
    Town("Mapleton", "IL", "00412"),
    Town("Sugar Grove Mills", "IL", "00413"),
    Town("Kettle Creek", "IL", "00415"),
    Town("Fairhaven Junction", "IL", "00416"),
    Town("Three Oaks Landing", "IL", "00418"),
)
OVER_THE_RIVER = Town("Ferryside", "IA", "00431")

_AREAS = (217, 309, 618, 815, 779, 447, 730)
"""555-0100 to 555-0199 are kept for invented people, a hundred in each area."""


def phone(index: int) -> str:
    """The nth invented phone number, E.164."""
    return f"+1{_AREAS[index // 100]}55501{index % 100:02d}"
