"""What the network did lately: Kettle Creek is down, Mapleton had a cut fiber and expects work."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from hearthline.kernel.clock import provider_zone
from hearthline.network.models import Connection, Node, OutageUpdate
from hearthline.network.operations import (
    OutageDraft,
    OutageNews,
    end_outage,
    post_outage,
    tell_outage,
    update_outage,
)
from hearthline.network.scope import OutageScope

DOWN = "KETTLE-CREEK-1"
DOWN_FOR = timedelta(minutes=95)


def tell_outages(
    user_ids: dict[str, int], *, now: datetime, progress: Callable[[str], None]
) -> None:
    """Post them at the times at which they were, and tell whom they reached."""
    progress("Its outages")
    sam = user_ids["sam"]
    _cut_fiber(sam, now)
    _planned_work(sam, now)
    _kettle_creek(sam, now)


def _cut_fiber(sam: int, now: datetime) -> None:
    """Over, with its cause known: alice has read of it."""
    began = datetime.combine((now - timedelta(days=6)).date(), time(13, 20), provider_zone())
    number = _post(
        OutageDraft(
            kind="outage",
            title="Internet, TV and phone are down in Mapleton",
            title_es="Sin internet, TV ni teléfono en Mapleton",
            text="We see that homes in Mapleton have lost their connection. "
            "Technicians are on their way.",
            text_es="Vemos que hay hogares en Mapleton sin conexión. Los técnicos van en camino.",
            scope=OutageScope("area", lines=("Mapleton",)),
            started_at=began,
            estimate_at=began + timedelta(hours=4),
        ),
        sam,
        began + timedelta(minutes=12),
    )
    _update(
        number,
        OutageNews(
            "A digger cut a fiber at Depot Street. A crew is joining it again.",
            "Una excavadora cortó una fibra en Depot Street. Un equipo la está reparando.",
            cause="fiber_cut",
        ),
        began + timedelta(hours=3),
        sam,
        began + timedelta(minutes=55),
    )
    ended = began + timedelta(hours=2, minutes=40)
    news = OutageNews(
        "The fiber is joined, and everything works again. Thank you for your patience.",
        "La fibra está reparada y todo funciona de nuevo. Gracias por su paciencia.",
    )
    end_outage(number=number, news=news, seen_update_id=_newest(number), user_id=sam, now=ended)
    _tell(number, ended)


def _planned_work(sam: int, now: datetime) -> None:
    night = (now + timedelta(days=7)).astimezone(provider_zone()).date()
    starts = datetime.combine(night, time(1, 0), provider_zone())
    _post(
        OutageDraft(
            kind="maintenance",
            title="New equipment in Mapleton",
            title_es="Equipo nuevo en Mapleton",
            text="We replace the equipment that connects Mapleton. Internet, TV and phone may "
            "stop for up to 40 minutes in this night.",
            text_es="Cambiamos el equipo que conecta Mapleton. Es posible que internet, TV y "
            "teléfono se interrumpan hasta 40 minutos esa noche.",
            cause="work",
            scope=OutageScope("area", lines=("Mapleton",)),
            started_at=starts,
            estimate_at=starts + timedelta(hours=3),
        ),
        sam,
        now - timedelta(hours=20),
    )


def _kettle_creek(sam: int, now: datetime) -> None:
    """Going on, with two updates and an estimate."""
    began = now - DOWN_FOR
    number = _post(
        OutageDraft(
            kind="outage",
            title="Internet is down in Kettle Creek",
            title_es="Sin internet en Kettle Creek",
            text="The equipment that connects Kettle Creek doesn't answer. We are looking why.",
            text_es="El equipo que conecta Kettle Creek no responde. Estamos viendo por qué.",
            scope=_kettle_creek_scope(),
            started_at=began,
        ),
        sam,
        began + timedelta(minutes=8),
    )
    whole_hour = (now + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    _update(
        number,
        OutageNews(
            "The cabinet at Pumphouse Road has no power. The power company is told.",
            "El gabinete de Pumphouse Road no tiene electricidad. La compañía eléctrica está "
            "avisada.",
            cause="power",
        ),
        None,
        sam,
        began + timedelta(minutes=35),
    )
    _update(
        number,
        OutageNews(
            "A generator is on its way to the cabinet.",
            "Un generador va en camino al gabinete.",
        ),
        whole_hour,
        sam,
        began + timedelta(minutes=70),
    )


def _kettle_creek_scope() -> OutageScope:
    """The node, or the town as long as nothing hangs on the node."""
    node, _made = Node.objects.get_or_create(code=DOWN, defaults={"name": "Kettle Creek"})
    if Connection.objects.filter(node=node).exists():
        return OutageScope("node", node.pk)
    return OutageScope("area", lines=("Kettle Creek",))


def _post(draft: OutageDraft, sam: int, at: datetime) -> str:
    number = post_outage(draft=draft, user_id=sam, idempotency_key=f"demo {draft.title}", now=at)
    _tell(number, at)
    return number


def _update(
    number: str, news: OutageNews, estimate_at: datetime | None, sam: int, at: datetime
) -> None:
    update_outage(
        number=number,
        news=news,
        estimate_at=estimate_at,
        seen_update_id=_newest(number),
        user_id=sam,
        now=at,
    )
    _tell(number, at)


def _newest(number: str) -> int:
    return OutageUpdate.objects.filter(outage__number=number).latest("pk").pk


def _tell(number: str, at: datetime) -> None:
    """Tell people then; the job finds nothing left to do."""
    tell_outage(update_id=_newest(number), now=at)
