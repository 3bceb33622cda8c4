"""The pages of paper: choosing it, and printing."""

import io
import zipfile

import pytest
from django.test import Client

from hearthline.billing.delivery import count_to_print, is_on_paper
from hearthline.billing.operations import hand_out_bills
from hearthline.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_paper_is_chosen_and_printed(portal):
    alice = portal.client(portal.cast.alice)
    assert alice.get("/bills/delivery/").status_code == 200
    assert alice.post("/bills/delivery/", {}).status_code == 422
    assert alice.post("/bills/delivery/", {"way": "paper"}).status_code == 302
    assert is_on_paper(account_id=portal.cast.home.pk)
    assert not is_on_paper(account_id=portal.cast.other.pk)
    hand_out_bills(now=now())
    assert count_to_print() == 1
    sam = Client()
    sam.force_login(portal.cast.sam)
    page = sam.get("/console/paper/").content.decode()
    assert portal.cast.home.name in page
    with zipfile.ZipFile(io.BytesIO(sam.get("/console/paper/bills.zip").content)) as packed:
        (name,) = packed.namelist()
        assert packed.read(name).startswith(b"%PDF")
    (bill_id,) = [part.split('"')[0] for part in page.split('name="bill" value="')[1:]]
    sam.post("/console/paper/printed/", {"bill": [bill_id, "x", "9" * 40]})
    assert count_to_print() == 0
    sue = Client()
    sue.force_login(portal.cast.sue)
    assert sue.get("/console/paper/").status_code == 403
