"""The sources that publish regularly, as raw/sources.yml describes them, and reading that file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import NotYaml, yaml_with_lines
from pipeline.reference.entries import Identifier
from pipeline.reference.layout_parts import Strict, Text
from pipeline.reference.layouts import CsvLayout, TableLayout, WorkbookLayout

FILE_NAME = "sources.yml"


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address that begins with http:// or https://")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
Pattern = Annotated[Text, AfterValidator(_pattern)]


class Source(Strict):
    """A publication that is fetched over HTTP; `source_id` names it everywhere.

    `url` is the file. Where its path differs from edition to edition, `page` is a page, and `links` are patterns: links
    of the page that hold the first one are followed, of the pages there those that hold the second, and so on to the
    files; `take` says how many of these count, from the first on, or that all do. Links and redirects may lead to the
    hosts of url and page and to `hosts`, and nowhere else. `not_fetched` says why its files are not asked for; they are
    added by hand, and `page` is where they were published.
    """

    source_id: Identifier
    title: Text
    publisher: Text
    licence: Text
    url: WebAddress | None = None
    page: WebAddress | None = None
    links: tuple[Pattern, ...] = ()
    take: Annotated[int, Field(ge=1, le=100)] | Literal["all"] = 1
    hosts: tuple[Text, ...] = ()
    format: Literal["xlsx", "csv"]
    cadence: Literal["monthly", "quarterly", "half-yearly", "annual", "once"]
    feeds: Literal["dashboard", "measures"]
    max_megabytes: Annotated[int, Field(ge=1, le=10_000)] = 200
    note: Text | None = None
    not_fetched: Text | None = None
    layout: Annotated[CsvLayout | TableLayout | WorkbookLayout, Field(discriminator="kind")]

    @model_validator(mode="after")
    def _one_way_there(self) -> Self:
        if (self.url is None) == (self.page is None):
            raise ValueError("give either url or page")
        if self.not_fetched and (self.url or self.links):
            raise ValueError("what is not fetched has a page, and neither url nor links")
        if not self.not_fetched and (self.page is None) != (not self.links):
            raise ValueError("links go with a page, and a page needs links")
        if (self.format == "csv") != (self.layout.kind == "csv"):
            raise ValueError(f"a {self.format} file has no {self.layout.kind} layout")
        return self

    @property
    def most_files(self) -> int | None:
        """How many files `take` asks for at most; None for all."""
        return None if self.take == "all" else self.take

    @property
    def address(self) -> str:
        """Where asking begins."""
        return self.url or self.page or ""

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The hosts, with their ports where they have one, that links and redirects may lead to."""
        return frozenset((urlsplit(self.address).netloc.lower(), *(host.lower() for host in self.hosts)))


class NotFetched(Strict):
    """A publication that belongs to the subject and is not fetched, with the reason."""

    source_id: Identifier
    title: Text
    publisher: Text
    licence: Text
    page: WebAddress
    reason: Text


class LiveRegister(Strict):
    """The register with which ours can be compared; `{code}` in `url` stands for an organisation's code."""

    title: Text
    publisher: Text
    licence: Text
    url: WebAddress


class Sources(Strict):
    """All of raw/sources.yml."""

    sources: tuple[Source, ...] = ()
    not_fetched: tuple[NotFetched, ...] = ()
    register_: Annotated[LiveRegister | None, Field(alias="register")] = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [source.source_id for source in self.sources] + [other.source_id for other in self.not_fetched]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"several sources have the id {', '.join(twice)}")
        return self

    @property
    def fetched(self) -> tuple[Source, ...]:
        """The sources that are asked for their files."""
        return tuple(source for source in self.sources if not source.not_fetched)

    @property
    def by_id(self) -> dict[str, Source]:
        return {source.source_id: source for source in self.sources}


def read_sources(raw_dir: Path) -> tuple[Sources, list[Problem]]:
    """What raw/sources.yml holds, and what is wrong in it; nothing where there is no such file."""
    path = raw_dir / FILE_NAME
    if not path.is_file():
        return Sources(), []
    try:
        data, line_of = yaml_with_lines(content_of(path).decode("utf-8-sig"))
        return Sources.model_validate(data if data is not None else {}), []
    except NotYaml as error:
        return Sources(), [Problem(str(path), error.line_no, str(error), "Correct the YAML")]
    except UnicodeDecodeError as error:
        return Sources(), [Problem(str(path), None, f"is no UTF-8: {error}", "Save it as a UTF-8 text file")]
    except ValidationError as error:
        return Sources(), validation_problems(error, str(path), line_of, ("csv", "table", "workbook"))
