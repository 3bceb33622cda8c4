"""Draw the icons of the installed portal from the brand's logo: `python scripts/icons.py`.

They are kept in the repository, so that nothing needs building; a test fails when the logo or the
colours have changed since. Wants Chromium, as the tests do.
"""

import os
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthline.config.settings")
os.environ.setdefault("DEMO", "1")

BRAND = ROOT / "hearthline" / "design" / "static" / "brand"
ICONS = {
    # name: size, share of it that the logo takes, whether there is ground behind it
    "icon-192.png": (192, 1.0, False),
    "icon-512.png": (512, 1.0, False),
    # Whatever shape a phone cuts out lies within the middle four fifths.
    "icon-maskable-192.png": (192, 0.62, True),
    "icon-maskable-512.png": (512, 0.62, True),
    "icon-180.png": (180, 0.74, True),
}


def source(ground: str) -> str:
    """What the icons are made from, as they say themselves."""
    return sha256((BRAND / "logo.svg").read_bytes() + ground.encode()).hexdigest()


def main() -> None:
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from PIL import Image  # noqa: PLC0415 - as above
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - as above

    from hearthline.design.brand import brand_colours  # noqa: PLC0415 - as above
    from tests.browser import browser  # noqa: PLC0415 - as above

    ground = brand_colours("light")["sheet"]
    logo = (BRAND / "logo.svg").read_text(encoding="utf-8")
    with browser() as chrome:
        page = chrome.new_page()
        for name, (size, share, has_ground) in ICONS.items():
            page.set_viewport_size({"width": size, "height": size})
            behind = ground if has_ground else "transparent"
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;"
                f"background:{behind}}}svg{{width:{share:.0%}}}</style>{logo}"
            )
            picture = page.screenshot(omit_background=not has_ground)
            drawn = Image.open(BytesIO(picture))
            about = PngInfo()
            about.add_text("Source", source(ground))
            small = drawn.quantize(64, method=Image.Quantize.FASTOCTREE)
            small.save(BRAND / name, optimize=True, pnginfo=about)


if __name__ == "__main__":
    main()
