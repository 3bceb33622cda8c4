"""The pretend company's words. It is not us, so they don't come from our translations."""

from hearthline.payments.adapters.card.simulated.cards import Behaviour

ENGLISH = {
    "company": "Test Card Gateway",
    "banner": "This is a test. No real card works here and no real money moves.",
    "title": "Pay by card",
    "pay_to": "Pay to",
    "for": "For",
    "amount": "Amount",
    "number": "Card number",
    "expiry": "Expiry date",
    "expiry_hint": "Month and year, such as 08/29",
    "code": "Security code",
    "code_hint": "Three or four digits on the card",
    "name": "Name on card",
    "saved": "The card will be kept for later payments to {merchant}.",
    "pay": "Pay {amount}",
    "back": "Cancel and go back to {merchant}",
    "problem": "There is a problem",
    "number_missing": "Enter the card number",
    "number_wrong": "This card number isn't right. Check the digits",
    "number_real": "Only the test numbers below work here. Never enter a real card",
    "expiry_wrong": "Enter month and year as two digits each, such as 08/29",
    "expiry_past": "This card has expired. Use another card",
    "code_wrong": "Enter the three or four digits of the security code",
    "name_missing": "Enter the name on the card",
    "numbers_title": "Test card numbers",
    "numbers_intro": "Use any name, any security code and any expiry date to come.",
    "numbers_number": "Number",
    "numbers_what": "What happens",
    "confirm_title": "Confirm in your bank's app",
    "confirm_intro": "Your bank asks: do you want to pay {amount} to {merchant} with the card"
    " ending {last4}?",
    "yes": "Yes, I confirm",
    "no": "No, this wasn't me",
    "done_title": "This payment page is finished",
    "done_intro": "You can go back to {merchant} now.",
    "return": "Go back to {merchant}",
    "missing_title": "There is no such page",
    "missing_intro": "The address may be incomplete. Go back to where you came from and try again.",
}

SPANISH = {
    "company": "Test Card Gateway",
    "banner": "Esto es una prueba. Aquí no funciona ninguna tarjeta real ni se mueve dinero real.",
    "title": "Pagar con tarjeta",
    "pay_to": "Pago a",
    "for": "Concepto",
    "amount": "Importe",
    "number": "Número de tarjeta",
    "expiry": "Fecha de vencimiento",
    "expiry_hint": "Mes y año, por ejemplo 08/29",
    "code": "Código de seguridad",
    "code_hint": "Tres o cuatro dígitos en la tarjeta",
    "name": "Nombre en la tarjeta",
    "saved": "La tarjeta se guardará para próximos pagos a {merchant}.",
    "pay": "Pagar {amount}",
    "back": "Cancelar y volver a {merchant}",
    "problem": "Hay un problema",
    "number_missing": "Escriba el número de la tarjeta",
    "number_wrong": "El número de la tarjeta no es correcto. Revise los dígitos",
    "number_real": "Aquí solo sirven los números de prueba de abajo. Nunca escriba una"
    " tarjeta real",
    "expiry_wrong": "Escriba el mes y el año con dos dígitos cada uno, por ejemplo 08/29",
    "expiry_past": "Esta tarjeta está vencida. Use otra tarjeta",
    "code_wrong": "Escriba los tres o cuatro dígitos del código de seguridad",
    "name_missing": "Escriba el nombre que aparece en la tarjeta",
    "numbers_title": "Números de tarjeta de prueba",
    "numbers_intro": "Use cualquier nombre, cualquier código y cualquier fecha futura.",
    "numbers_number": "Número",
    "numbers_what": "Qué ocurre",
    "confirm_title": "Confirme en la aplicación de su banco",
    "confirm_intro": "Su banco pregunta: ¿quiere pagar {amount} a {merchant} con la tarjeta"
    " terminada en {last4}?",
    "yes": "Sí, lo confirmo",
    "no": "No, no fui yo",
    "done_title": "Esta página de pago ya terminó",
    "done_intro": "Ya puede volver a {merchant}.",
    "return": "Volver a {merchant}",
    "missing_title": "Esta página no existe",
    "missing_intro": "Puede que la dirección esté incompleta. Vuelva atrás e inténtelo de nuevo.",
}

_TEXTS = {"en": ENGLISH, "es": SPANISH}

_BEHAVIOURS = {
    "en": {
        Behaviour.SUCCEEDS: "Is charged",
        Behaviour.DECLINED: "Is declined",
        Behaviour.INSUFFICIENT_FUNDS: "Has insufficient funds",
        Behaviour.NEEDS_CONFIRMATION: "Asks for confirmation in the bank's app",
        Behaviour.HANGS_CHARGED: "Hangs, and is charged in the end",
        Behaviour.HANGS_NOT_CHARGED: "Hangs, and is not charged in the end",
        Behaviour.ANSWERS_TWICE: "Is charged once, and we tell the merchant three times",
        Behaviour.ANSWERS_LATE: "Is charged late, after you are back",
        Behaviour.WEBHOOK_FIRST: "Is charged, and the merchant knows before you are back",
        Behaviour.WEBHOOK_NEVER: "Is charged, and we never tell the merchant",
        Behaviour.CHARGED_BACK: "Is charged, and taken back by the bank soon afterwards",
    },
    "es": {
        Behaviour.SUCCEEDS: "Se cobra",
        Behaviour.DECLINED: "Se rechaza",
        Behaviour.INSUFFICIENT_FUNDS: "No tiene fondos suficientes",
        Behaviour.NEEDS_CONFIRMATION: "Pide confirmación en la aplicación del banco",
        Behaviour.HANGS_CHARGED: "Se queda esperando y al final se cobra",
        Behaviour.HANGS_NOT_CHARGED: "Se queda esperando y al final no se cobra",
        Behaviour.ANSWERS_TWICE: "Se cobra una vez y avisamos tres veces al comercio",
        Behaviour.ANSWERS_LATE: "Se cobra tarde, cuando usted ya ha vuelto",
        Behaviour.WEBHOOK_FIRST: "Se cobra y el comercio lo sabe antes de que usted vuelva",
        Behaviour.WEBHOOK_NEVER: "Se cobra y nunca avisamos al comercio",
        Behaviour.CHARGED_BACK: "Se cobra y poco después el banco lo devuelve",
    },
}


def texts(language: str) -> dict[str, str]:
    """The texts of a language, English for one the company doesn't speak."""
    return _TEXTS.get(language[:2], ENGLISH)


def behaviours(language: str) -> dict[Behaviour, str]:
    """What each test card does, in words."""
    return _BEHAVIOURS.get(language[:2], _BEHAVIOURS["en"])
