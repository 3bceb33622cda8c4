"""What a change of an account's contact of record is called where codes are asked for."""


def contact_subject(account_id: int, user_id: int) -> str:
    """What codes for a contact of record are for, as `identity.operations.codes` has it."""
    return f"account:{account_id}:{user_id}"
