"""A field, its hint and its error belong together, and the summary leads to each."""

import re

import pytest
from django import forms
from django.template import engines

from hearthline.design.choices import Choice


class Everything(forms.Form):
    name = forms.CharField(label="Name", error_messages={"required": "Enter your name"})
    email = forms.EmailField(label="Email", help_text="For receipts", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    contact = forms.ChoiceField(
        label="Send it by",
        widget=forms.RadioSelect,
        choices=[
            ("email", Choice("Email", hint="a…@example.com", icon="message")),
            ("sms", "Text"),
        ],
        error_messages={"required": "Choose where to send the code"},
    )
    agree = forms.BooleanField(label="I agree", help_text="You can change this", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("These don't <belong> together")


def draw(source, **context: object):
    return engines["django"].from_string(source).render(context)


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def tag_with(html: str, needle: str) -> str:
    return next(tag for tag in map(str, re.findall(r"<[^>]+>", html)) if needle in tag)


@pytest.mark.parametrize("name", ["name", "email", "password", "contact", "agree"])
def test_every_description_exists(name):
    html = draw('{% ui_field field hint="A hint" %}', field=Everything({})[name])
    described = [
        part for found in re.findall(r'aria-describedby="([^"]*)"', html) for part in found.split()
    ]
    assert described
    assert set(described) <= ids(html)


def test_label_hint_error_and_input_are_joined():
    html = draw('{% ui_field field hint="As on your bill" %}', field=Everything({})["name"])
    control = tag_with(html, 'name="name"')
    assert 'aria-describedby="id_name_hint id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert '<label class="label" for="id_name">Name</label>' in html
    assert "Enter your name" in html


def test_a_right_field_has_no_error():
    html = draw("{% ui_field field %}", field=Everything()["name"])
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html
    assert "error" not in html


def test_optional_is_said_and_required_is_not():
    form = Everything()
    assert "(optional)" in draw("{% ui_field field %}", field=form["email"])
    assert "(optional)" not in draw("{% ui_field field %}", field=form["name"])


def test_widget_attributes_and_the_tags_own_both_reach_the_input():
    form = Everything()
    form.fields["email"].widget.attrs["autocomplete"] = "email"
    html = draw('{% ui_field field inputmode="email" width="half" %}', field=form["email"])
    control = tag_with(html, 'name="email"')
    assert 'autocomplete="email"' in control
    assert 'inputmode="email"' in control
    assert 'class="input input-half"' in control


def test_unknown_width_is_refused():
    with pytest.raises(ValueError, match="no width"):
        draw('{% ui_field field width="huge" %}', field=Everything()["name"])


def test_password_never_comes_back():
    html = draw("{% ui_field field %}", field=Everything({"password": "a secret"})["password"])
    assert "a secret" not in html
    assert 'type="password"' in html


def test_typed_text_comes_back_escaped():
    html = draw("{% ui_field field %}", field=Everything({"name": '"><script>'})["name"])
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_radio_group_has_a_legend_and_each_option_its_hint():
    html = draw("{% ui_field field %}", field=Everything()["contact"])
    assert '<legend class="label">Send it by' in html
    assert 'aria-describedby="id_contact_0_hint"' in tag_with(html, 'value="email"')
    assert "aria-describedby" not in tag_with(html, 'value="sms"')
    assert 'for="id_contact_1"' in html


def test_summary_lists_every_error_and_each_link_leads_somewhere():
    form = Everything({"email": "alice@"})
    summary = draw("{% ui_error_summary form %}", form=form)
    assert 'role="alert"' in summary
    assert 'tabindex="-1"' in summary
    fields = draw("{% for field in form %}{% ui_field field %}{% endfor %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_email", "id_password", "id_contact_0"]
    assert set(targets) <= ids(fields)
    assert "These don&#x27;t &lt;belong&gt; together" in summary


def test_no_summary_without_errors():
    assert draw("{% ui_error_summary form none %}", form=Everything(), none=None) == ""


def test_hidden_field_is_only_an_input():
    html = draw("{% ui_field field %}", field=Everything()["token"])
    assert html == '<input type="hidden" name="token" id="id_token">'
