"""A phone number the way a person reads it."""


def show_phone(e164: str, extension: str = "") -> str:
    """`(208) 555-0147 ext. 22` in North America, the international form elsewhere."""
    is_home = e164.startswith("+1")
    shown = f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}" if is_home else show_abroad(e164)
    return f"{shown} ext. {extension}" if extension else shown


def show_abroad(e164: str) -> str:
    import phonenumbers as plan

    try:
        number = plan.parse(e164, None)
    except plan.NumberParseException:
        return e164
    return plan.format_number(number, plan.PhoneNumberFormat.INTERNATIONAL)
