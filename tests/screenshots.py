"""`make screenshots`: every page at phone and desktop size, into build/screenshots/."""

import re
import sys
from pathlib import Path

from tests.browser import SIZES, Visit, browser, visit
from tests.house import PASSWORD, House, running
from tests.looks import answer_why

_A_RUN = r"/console/bill-runs/[\d-]+/$"
FOLDER = Path(__file__).resolve().parents[1] / "build" / "screenshots"
SIGNED_OUT = {
    "sign-in": "/sign-in/",
    "sign-in-help": "/sign-in/help/",
    "register": "/register/",
    "sign-in-code": "/sign-in/code/",
    "recover": "/recover/",
    "recover-username": "/recover/username/",
    "recover-password": "/recover/password/",
    "recover-code": "/recover/password/code/?reference=none",
    "offline": "/offline/",
    "inbox": "/demo/inbox/",
    "components": "/demo/components/",
    "not-found": "/nothing-here/",
    "help": "/help/",
    "help-found": "/help/?q=slow",
    "article": "/help/slow-internet/",
}
SIGNED_IN = {
    "overview": "/",
    "bills": "/bills/",
    "next-bills": "/bills/next/",
    "activity": "/bills/activity/",
    "pay": "/pay/",
    "payments": "/payments/",
    "payment-methods": "/payments/methods/",
    "tickets": "/tickets/",
    "new-ticket": "/tickets/new/",
    "message-check": "/messages/check/",
    "usage": "/bills/usage/",
    "arrangement": "/bills/arrangement/",
    "bill-delivery": "/bills/delivery/",
    "billing-day": "/bills/billing-day/",
    "bill-rises": "/settings/bill-rises/",
    "services": "/services/",
    "orders": "/orders/",
    "household": "/household/",
    "settings": "/settings/",
    "settings-name": "/settings/name/",
    "settings-email": "/settings/email/",
    "settings-phone": "/settings/phone/",
    "settings-language": "/settings/language/",
    "security": "/security/",
    "security-activity": "/security/activity/",
    "not-me": "/security/not-me/",
    "settings-contact": "/settings/contact/",
    "security-password": "/security/password/",
    "authenticator-app": "/security/authenticator-app/",
    "confirm-password": "/security/confirm/",
    "trouble": "/trouble/?choose=1",
}
GRACES = {
    "overview-usage": "/",
    "next-bills-rising": "/bills/next/",
    "usage-films": "/bills/usage/",
    "services-yearly": "/services/",
}
HEIDIS = {
    "overview-parts": "/",
    "bills-corrected": "/bills/",
    "arrangement-kept": "/bills/arrangement/",
}
STAFF = {
    "console-flows": "/console/flows/",
    "console": "/console/",
    "console-found": "/console/?q=maple",
    "console-staff": "/console/staff/",
    "console-add-staff": "/console/staff/add/",
    "console-tickets": "/console/tickets/",
    "console-articles": "/console/articles/",
    "console-article": "/console/articles/slow-internet/",
    "console-disputes": "/console/disputes/",
    "console-approvals": "/console/approvals/",
    "console-bill-runs": "/console/bill-runs/",
    "console-closings": "/console/closings/",
    "console-paper": "/console/paper/",
    "console-reports": "/console/reports/",
    "console-ageing": "/console/reports/ageing/",
    "console-plans": "/console/plans/",
    "console-plan": "/console/plans/tv-everything/",
    "console-plan-prices": "/console/plans/tv-everything/prices/",
    "console-promotions": "/console/promotions/",
}
OF_AN_ACCOUNT = {
    "console-money": "money/",
    "console-adjust": "adjust/",
    "console-discounts": "discounts/",
    "console-pauses": "pauses/",
    "console-exemptions": "exemptions/",
    "console-arrangement": "arrangement/",
    "console-close": "close/",
    "console-billing-day": "billing-day/",
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with running() as house, browser() as chrome:
        for size in SIZES:
            for look in ("light", "dark"):
                with visit(chrome, house.home, size, color_scheme=look) as guest:
                    _take_all(guest, house, f"{size}-{look}")
        with visit(chrome, house.home, "phone", locale="es") as guest:
            _take_all(guest, house, "phone-es")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")


def _take_all(guest: Visit, house: House, suffix: str) -> None:
    for name, address in SIGNED_OUT.items():
        _take(guest, name, address, suffix)
    sign_in(guest, "alice")
    for name, address in SIGNED_IN.items():
        _take(guest, name, address, suffix)
    for name, listing, pattern in [
        ("bill", "/", r"/bills/\d+/$"),
        ("payment", "/payments/", r"/payments/\d+/$"),
    ]:
        _take(guest, name, _first_link(guest, listing, pattern), suffix)
    for username, pages in (("grace", GRACES), ("heidi", HEIDIS)):
        guest.context.clear_cookies()
        sign_in(guest, username)
        for name, address in pages.items():
            _take(guest, name, address, suffix)
        _take(guest, f"bill-of-{username}", _first_link(guest, "/", r"/bills/\d+/$"), suffix)
    guest.context.clear_cookies()
    sign_in(guest, "sam")
    for name, address in STAFF.items():
        _take(guest, name, address, suffix)
    _take(guest, "console-bill-run", _first_link(guest, "/console/bill-runs/", _A_RUN), suffix)
    link = _first_link(guest, "/console/?q=alice", r"/console/accounts/[^/]+/$")
    _take(guest, "console-reason", link, suffix)
    answer_why(guest.page)
    _take(guest, "console-account", link, suffix)
    for name, address in OF_AN_ACCOUNT.items():
        _take(guest, name, f"{link}{address}", suffix)
    guest.context.clear_cookies()


def sign_in(guest: Visit, username: str) -> None:
    guest.open("/sign-in/")
    guest.page.locator("input[name=login]").fill(username)
    guest.page.locator("input[name=password]").fill(PASSWORD)
    guest.page.locator("main form button[type=submit]").first.click()
    guest.page.wait_for_load_state()


def _first_link(guest: Visit, address: str, pattern: str) -> str:
    guest.open(address)
    for link in guest.page.locator("main a").all():
        href = link.get_attribute("href") or ""
        if re.search(pattern, href) and "methods" not in href:
            return href
    raise RuntimeError(f"{address} has no link to {pattern}")


def _take(guest: Visit, name: str, address: str, suffix: str) -> None:
    guest.open(address)
    guest.page.screenshot(path=FOLDER / f"{name}-{suffix}.png", full_page=True)


if __name__ == "__main__":
    main()
