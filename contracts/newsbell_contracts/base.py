"""The settings every contract model shares."""

from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Contract(BaseModel):
    """An immutable message part; unknown fields are ignored, so that newer producers do not break older readers."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=False, ser_json_inf_nan="null")


def _assume_utc(value: Any) -> Any:
    """Read a time without a zone as UTC; feeds often leave the zone out.

    Eight digits are a date in ISO 8601's basic form; pydantic would take them for seconds since 1970.
    """
    if isinstance(value, str) and len(value) == 8 and value.isdecimal():
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    if isinstance(value, str) and value and value[-1] not in "Zz" and len(value) >= 10:
        clock = value[10:]
        if not clock:
            return f"{value}T00:00:00Z"
        if "+" not in clock and "-" not in clock:
            return f"{value}Z"
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_assume_utc)]
"""A moment as RFC 3339; one without a zone is read as UTC, a bare date as its midnight in UTC."""

Figure = Annotated[float, Field(allow_inf_nan=False)]
"""A number; JSON has no NaN and no infinities."""

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=512)]
"""An id: 1 to 512 characters, compared byte for byte."""


def _finite(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse NaN and infinities anywhere inside: JSON has no such numbers, so they could not be written again."""
    pending: list[Any] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, float) and item - item != 0.0:
            raise ValueError("numbers must be finite")
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return value


JsonObject = Annotated[dict[str, Any], AfterValidator(_finite)]
"""A JSON object kept as it came."""

Labels = Annotated[dict[str, str], Field(default_factory=dict)]
"""Names and values that routes match on."""
