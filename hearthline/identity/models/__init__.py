"""Tables of the identity room, one file per topic."""

from hearthline.identity.models.codes import (
    Challenge,
)
from hearthline.identity.models.contacts import (
    ContactChange,
)
from hearthline.identity.models.events import (
    SecurityEvent,
)
from hearthline.identity.models.factors import (
    RecoveryCode,
)
from hearthline.identity.models.nobody import (
    Nobody,
    NobodysSignIn,
)
from hearthline.identity.models.passkeys import (
    Passkey,
    PasskeyOffer,
)
from hearthline.identity.models.sessions import (
    Browser,
    Session,
)
from hearthline.identity.models.sign_ins import (
    AttemptCount,
    SignIn,
)
from hearthline.identity.models.staff import (
    StaffIdentity,
    StaffRole,
)
from hearthline.identity.models.users import (
    User,
)

__all__ = [
    "AttemptCount",
    "Browser",
    "Challenge",
    "ContactChange",
    "Nobody",
    "NobodysSignIn",
    "Passkey",
    "PasskeyOffer",
    "RecoveryCode",
    "SecurityEvent",
    "Session",
    "SignIn",
    "StaffIdentity",
    "StaffRole",
    "User",
]
