"""Maple County Fiber's channels, which plan or pack brings which, and what goes with what."""

_NAMES = {
    "local": (
        "Maple County Today, County Council Live, Mapleton High Games, River Watch, Barn Board, "
        "Kettle Creek Open Channel, Weather Porch, Prairie Public"
    ),
    "news": "Daybreak News, Plain Facts, Market Bell, World Window, Heartland Report, Night Desk",
    "children": "Paper Boats, Jellybean, Tinker, Owl and Otter, Story Tent, Junior Lab",
    "series": "Long Story, Case Closed, Second Act, Corner Diner, Northern Lights, Replay",
    "nature": "Deep Forest, Blue Planet Bay, Field Notes, Starfield, Trailhead, Wild Hours",
    "home": "Saw and Plane, Loom and Needle, Garden Gate, Slow Kitchen",
    "sports": (
        "Home Plate, Goal Line, Full Court, Ice Rink, Nine Holes, Pit Lane, Ringside, Regatta, "
        "Velodrome, Saddle Up"
    ),
    "films": (
        "Silver Reel, Matinee, Midnight Screen, Classic House, Popcorn, Short Cuts, Director's "
        "Chair, Double Feature"
    ),
    "music": "Front Porch Music, Opera House, Blue Note Club, Square Dance",
    "spanish": (
        "Canal Plaza, Noticias del Día, Cine Luna, Gol y Gol, Sabor Casero, Telenovela Clásica, "
        "Niños del Sol, Ritmo, Buenas Noches, Tierra Nuestra"
    ),
}
_FROM = {genre: 2 + 20 * index for index, genre in enumerate(_NAMES)}
"""Each genre has its place on the remote control."""


def _code(name: str) -> str:
    plain = name.lower().replace("'", "")
    for accented, letter in zip("áéíñó", "aeino", strict=True):
        plain = plain.replace(accented, letter)
    return plain.replace(" ", "-")


CHANNELS = tuple(
    (_code(name), _FROM[genre] + index, name, genre)
    for genre, names in _NAMES.items()
    for index, name in enumerate(names.split(", "))
)
"""Code, number, name and genre."""


def _of(genre: str, first: int = 0, until: int | None = None) -> tuple[str, ...]:
    codes = [code for code, _, _, its_genre in CHANNELS if its_genre == genre]
    return tuple(codes[first:until])


_FAMILY = (
    *(
        code
        for genre in ("local", "news", "children", "series", "nature", "home")
        for code in _of(genre)
    ),
    *_of("sports", until=2),
    *_of("music", until=2),
)
BRINGS = {
    "tv-local": (*_of("local"), *_of("news", until=2), *_of("children", until=2)),
    "tv-family": _FAMILY,
    "tv-everything": (
        *_FAMILY,
        *_of("sports", 2, 6),
        *_of("films", until=4),
        *_of("music", 2),
        *_of("spanish", until=2),
    ),
    "pack-sports": _of("sports", 2),
    "pack-films": _of("films"),
    "pack-evenings": _of("films", until=3),
    "pack-espanol": _of("spanish"),
    "single-regatta": ("regatta",),
    "single-velodrome": ("velodrome",),
    "single-silver-reel": ("silver-reel",),
    "single-opera-house": ("opera-house",),
    "single-tinker": ("tinker",),
    "single-loom-and-needle": ("loom-and-needle",),
}
"""The channels of each plan, pack and single channel."""
REQUIRES = {"pack-sports": ("tv-family", "tv-everything")}
EXCLUDES = {"pack-films": ("pack-evenings",)}
