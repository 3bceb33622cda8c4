"""What Maple County Fiber sells, and the taxes and fees on it. Prices in dollars."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of plans.csv."""

    code: str
    kind: str
    name: str
    description: str
    price: str
    tax_category: str
    download_mbps: int | None = None
    upload_mbps: int | None = None
    offered: str = "yes"
    goes_with: str = ""
    access_group: str = ""
    allowance_gb: int | None = None
    period_months: int = 1


@dataclass(frozen=True, slots=True)
class Levy:
    """One line of taxes.csv: a percentage (`7.5`) or an amount once per bill (`1.50`)."""

    code: str
    name: str
    tax_category: str
    region: str
    kind: str
    rate: str
    fee: str
    starts_date: str = "2020-01-01"


OFFERS = (
    Offer(
        "home-100",
        "internet",
        "Home 100",
        "Email, video calls and one or two screens.",
        "44.95",
        "internet",
        100,
        20,
        access_group="home-100",
        allowance_gb=500,
    ),
    Offer(
        "home-300",
        "internet",
        "Home 300",
        "A family that streams, works and plays at once.",
        "59.95",
        "internet",
        300,
        100,
        access_group="home-300",
        allowance_gb=1000,
    ),
    Offer(
        "home-600",
        "internet",
        "Home 600",
        "Many people, many screens, large uploads.",
        "74.95",
        "internet",
        600,
        300,
        access_group="home-600",
        allowance_gb=1500,
    ),
    Offer(
        "home-1000",
        "internet",
        "Home Gigabit",
        "As fast up as down.",
        "89.95",
        "internet",
        1000,
        1000,
        access_group="home-1000",
    ),
    Offer(
        "home-2000",
        "internet",
        "Home 2 Gigabit",
        "For a workshop, a studio or a small office at home.",
        "119.95",
        "internet",
        2000,
        2000,
        access_group="home-2000",
    ),
    Offer("tv-local", "tv", "Local TV", "What Maple County makes, and the news.", "24.95", "tv"),
    Offer("tv-family", "tv", "Family TV", "Something for everyone.", "64.95", "tv"),
    Offer("tv-everything", "tv", "Everything TV", "With sports and films.", "104.95", "tv"),
    Offer(
        "phone-basic",
        "phone",
        "Home Phone Basic",
        "To be reached; calls out by the minute.",
        "14.95",
        "phone",
    ),
    Offer(
        "phone-local",
        "phone",
        "Home Phone Local",
        "Local calls without limit; long distance by the minute.",
        "19.95",
        "phone",
        offered="no",
    ),
    Offer(
        "phone-unlimited",
        "phone",
        "Home Phone Unlimited",
        "Calls without limit in the United States and Canada.",
        "29.95",
        "phone",
    ),
    Offer(
        "phone-100",
        "phone",
        "Home Phone 100",
        "With 100 minutes of long distance a month.",
        "22.95",
        "phone",
    ),
    Offer("pack-sports", "addon", "Sports pack", "The games.", "12.95", "tv", goes_with="tv"),
    Offer(
        "pack-films",
        "addon",
        "Film pack",
        "Films without breaks.",
        "14.95",
        "tv",
        goes_with="tv",
    ),
    Offer(
        "pack-evenings",
        "addon",
        "Film evenings",
        "Three film channels of the film pack.",
        "7.95",
        "tv",
        goes_with="tv",
    ),
    Offer(
        "pack-espanol",
        "addon",
        "Paquete en español",
        "Everything in Spanish.",
        "9.95",
        "tv",
        goes_with="tv",
    ),
    *(
        Offer(f"single-{code}", "addon", name, "On its own.", price, "tv", goes_with="tv")
        for code, name, price in (
            ("regatta", "Regatta", "3.95"),
            ("velodrome", "Velodrome", "3.95"),
            ("silver-reel", "Silver Reel", "4.95"),
            ("opera-house", "Opera House", "5.95"),
            ("tinker", "Tinker", "2.95"),
            ("loom-and-needle", "Loom and Needle", "2.95"),
        )
    ),
    Offer(
        "wifi-everywhere",
        "addon",
        "Wi-Fi in every room",
        "Two mesh points, looked after by us.",
        "8.95",
        "equipment",
        goes_with="internet",
    ),
    Offer(
        "fixed-address",
        "addon",
        "Fixed internet address",
        "One IPv4 address that stays yours.",
        "10.00",
        "internet",
        goes_with="internet",
    ),
    Offer(
        "backup",
        "addon",
        "Online backup",
        "Your pictures and papers, kept a second time. Paid by the year.",
        "48.00",
        "",
        goes_with="internet",
        period_months=12,
    ),
    Offer(
        "voicemail-text",
        "addon",
        "Voicemail as text",
        "Voicemail sent to you as a text.",
        "2.95",
        "phone",
        goes_with="phone",
    ),
    Offer(
        "router",
        "equipment",
        "Wi-Fi router",
        "Rented, exchanged when it fails.",
        "7.00",
        "equipment",
        offered="no",
        goes_with="internet",
    ),
    Offer(
        "tv-box",
        "equipment",
        "TV box",
        "One for each further TV set.",
        "5.00",
        "equipment",
        offered="no",
        goes_with="tv",
    ),
    Offer(
        "recorder",
        "equipment",
        "TV recorder",
        "Records six programmes at once.",
        "11.00",
        "equipment",
        offered="no",
        goes_with="tv",
    ),
    Offer("paper-bill", "fee", "Paper bill", "A printed bill by post.", "2.00", "", offered="no"),
)

LEVIES = (
    Levy("telecom-tax", "State telecommunications tax", "phone", "", "percent", "7", "no"),
    Levy("county-911", "Maple County 911 fee", "phone", "", "flat", "1.50", "yes"),
    Levy("universal-service", "Universal service fee", "phone", "", "percent", "9.8", "yes"),
    Levy("franchise", "County franchise fee", "tv", "IL", "percent", "5", "yes"),
    Levy("sales-il", "State sales tax", "equipment", "IL", "percent", "6.25", "no"),
    # The farms across the river lie in the next state.
    Levy("sales-ia", "State sales tax", "equipment", "IA", "percent", "6", "no"),
)

PRICES = {offer.code: offer.price for offer in OFFERS}

TARIFF_COLUMNS = (
    "plan_code",
    "usage_kind",
    "name",
    "included",
    "block",
    "price",
    "itemized",
    "tax_category",
)
TARIFFS = (
    *(
        (plan, "voice", "International calls", 0, 60, "0.12", "no", "phone")
        for plan in ("phone-basic", "phone-local", "phone-unlimited")
    ),
    ("phone-100", "voice", "Long-distance calls", 6000, 60, "0.05", "no", "phone"),
    ("tv-everything", "piece", "Films on demand", 0, 1, "4.95", "yes", "tv"),
)
"""What is counted beside the price: begun minutes abroad or beyond those included, and films."""
