"""Where things are: the package, the project, and the settings that a user makes in the environment or in .env."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.base.nearest import nearest
from pipeline.base.paths import objection_to_folder, shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings_file import objections

PACKAGE_DIR = Path(__file__).resolve().parents[1]
# A wheel carries sql/ inside the package; in a checkout it stands beside it.
_INSTALLED_SQL = PACKAGE_DIR / "sql"
IS_CHECKOUT = not _INSTALLED_SQL.is_dir()
SQL_DIR = PACKAGE_DIR.parent / "sql" if IS_CHECKOUT else _INSTALLED_SQL
# Where raw/, warehouse/, .dagster/ and .env lie by default: the checkout, or the working folder of a wheel.
PROJECT_DIR = PACKAGE_DIR.parent if IS_CHECKOUT else Path()

_PREFIX = "CCG_"
# What has the prefix and is read by scripts alone.
_OF_SCRIPTS = ("CCG_CHROMIUM", "CCG_POSTGRESQL", "CCG_REDIS")


def _folder(value: Any) -> Any:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(str(error)) from None


Folder = Annotated[Path, BeforeValidator(_folder)]
File = Annotated[Path | None, BeforeValidator(lambda value: value and _folder(value))]


_A_FOLDER = "the path of a folder"
# What DuckDB may hold in memory while it builds marts.
MEMORY = "3GB"


def _setting(name: str, is_what: str, default: Any, can_be: str = _A_FOLDER) -> Any:
    """A setting under its `name` in the environment; where it is a folder, a `default` is one of the project."""
    options: dict[str, Any] = {"description": is_what, "json_schema_extra": {"can_be": can_be}}
    if isinstance(default, str) and can_be == _A_FOLDER:
        # Asked when the settings are read, for a wheel's project is the working folder of that moment.
        def in_project() -> Path:
            return (PROJECT_DIR / default).absolute()

        return Field(default_factory=in_project, validation_alias=name, **options)
    return Field(default=default, validation_alias=name, **options)


class Settings(BaseSettings):
    """The folders of one installation, where alerts go, whether a release has a site, memory; its lake and its team."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=True)

    raw_dir: Folder = _setting("CCG_RAW_DIR", "folder of documents and reference data; `raw/` by default", "raw")
    warehouse_dir: Folder = _setting("CCG_WAREHOUSE_DIR", "folder of releases; `warehouse/` by default", "warehouse")
    dagster_home: Folder = _setting("DAGSTER_HOME", "folder of Dagster's runs; `.dagster/` by default", ".dagster")
    alert_webhook: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = _setting(
        "CCG_ALERT_WEBHOOK",
        "address to which a failed run and a newly contradicted claim are posted, as Slack takes them; none by default",
        None,
        "an address that begins with https:// or http://",
    )
    signing_key: File = _setting(
        "CCG_SIGNING_KEY",
        "SSH key with which the provenance of each release is signed; none by default",
        None,
        "the path of a file",
    )
    with_site: bool = _setting(
        "CCG_SITE", "`no` leaves the pages out of every release; `yes` by default", True, "yes or no"
    )

    memory: Annotated[str, Field(pattern=r"^([1-9][0-9]{2,8}MB|[1-9][0-9]{0,5}(GB|TB))$")] = _setting(
        "CCG_MEMORY",
        "memory that DuckDB may use while derived tables are built, whose rows go through it in slices where they do "
        f"not fit, and while a question is answered; `{MEMORY}` by default",
        MEMORY,
        "a size such as 800MB or 8GB, of at least 100MB",
    )

    lake: Annotated[str, Field(pattern=r"^ducklake:.+$")] | None = _setting(
        "CCG_LAKE",
        "catalogue of a lake that gets each release too: `ducklake:postgres:host=… dbname=…`, or for a trial "
        "`ducklake:FILE`; none by default",
        None,
        "ducklake:postgres: and how to connect, or ducklake: and the path of a file",
    )
    lake_data: str | None = _setting(
        "CCG_LAKE_DATA",
        "folder or `s3://` address of the lake's data; needed with `CCG_LAKE`",
        None,
        "a folder or address",
    )
    work: Annotated[str, Field(pattern=r"^(s3://[^/]+.*|/.+)$")] | None = _setting(
        "CCG_WORK",
        "`s3://` address, or folder that every machine sees, through which the machines of a team share inputs, work "
        "and releases; none by default",
        None,
        "an s3:// address or the whole path of a folder",
    )
    metrics: File = _setting(
        "CCG_METRICS",
        "file that each refresh and each `team receive` writes for Prometheus' textfile collector; none by default",
        None,
        "the path of a file",
    )
    broker: Annotated[str, Field(pattern=r"^redis(s)?://.+$")] | None = _setting(
        "CCG_BROKER",
        "Redis through which the steps of a run go to the workers of a team, as `redis://host:port/0`; none by default",
        None,
        "an address that begins with redis:// or rediss://",
    )
    step_seconds: Annotated[int, Field(ge=10)] = _setting(
        "CCG_STEP_SECONDS",
        "seconds after which a step that a worker of a team has begun and not ended goes to another; 900 by default",
        900,
        "a number of seconds, 10 or more",
    )

    @property
    def memory_bytes(self) -> int:
        return int(self.memory[:-2]) * {"MB": 10**6, "GB": 10**9, "TB": 10**12}[self.memory[-2:]]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, _in_file()

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_default(cls, value: Any, info: ValidationInfo) -> Any:
        field = cls.model_fields[str(info.field_name)]
        return field.get_default(call_default_factory=True) if value in ("", None) else value


# What each setting is, by its name in the environment.
SETTINGS = {str(field.validation_alias): str(field.description) for field in Settings.model_fields.values()}
_CAN_BE: dict[str, Any] = {
    str(field.validation_alias): field.json_schema_extra["can_be"]
    for field in Settings.model_fields.values()
    if isinstance(field.json_schema_extra, dict)
}


def _in_file() -> DotEnvSettingsSource:
    return DotEnvSettingsSource(Settings, env_file=PROJECT_DIR / ".env")


def read_settings() -> Settings:
    """The settings of the environment, then of .env in the project, then the defaults.

    An empty setting is none. ValidationFailed where a value is not allowed, where a name that begins with CCG_ is not
    known, and where .env is no text of settings.
    """
    if wrong := objections(PROJECT_DIR / ".env"):
        raise ValidationFailed(wrong)
    # The environment goes first, so a problem in both is reported of it.
    place = dict.fromkeys(_in_file().env_vars, shown(PROJECT_DIR / ".env"))
    place |= dict.fromkeys(os.environ, "the environment")
    problems = _unknown(place)
    try:
        settings = Settings()
    except ValidationError as error:
        # Its value is not repeated, for the address of a webhook is a secret.
        for name in sorted({str(detail["loc"][0]) for detail in error.errors(include_input=False)}):
            problems.append(Problem(place[name], None, f"{name} is not {_CAN_BE[name]}", "Correct it or take it out"))
    else:
        folders = (settings.raw_dir, settings.warehouse_dir, settings.dagster_home)
        remedy = "Rename it, or name another folder in the settings"
        problems += [Problem(str(one), None, why, remedy) for one in folders if (why := objection_to_folder(one))]
    if problems:
        raise ValidationFailed(problems)
    return settings


def _unknown(place: dict[str, str]) -> list[Problem]:
    problems = []
    for name in sorted(place):
        if name.startswith(_PREFIX) and name not in (*SETTINGS, *_OF_SCRIPTS):
            # Compared without the prefix, in which all are alike.
            by_rest = {other.removeprefix(_PREFIX): other for other in SETTINGS}
            meant = nearest(name.removeprefix(_PREFIX), by_rest.keys())
            remedy = f"Write {by_rest[meant]}" if meant else f"Known are {', '.join(SETTINGS)}"
            problems.append(Problem(place[name], None, f"there is no setting {name}", remedy))
    return problems
