"""Where the system lets a process have too little, libraries raise anything, and lose why: it is told of the limit.

Nothing is imported here but what is there in any case, for there may be no memory to load it.
"""

from __future__ import annotations

import resource

# What a refresh of the documents needs of the address space, with room.
_MEGABYTES = 2_000
# What Python and Rust say where no thread can be begun.
_NO_THREAD = ("start new thread", "failed to spawn", "Resource temporarily unavailable")


def too_narrow(error: BaseException) -> str | None:
    """What this process may have too little of, where the error can come of that; None where nothing is narrow."""
    limits = [limit for limit, _ in map(resource.getrlimit, (resource.RLIMIT_AS, resource.RLIMIT_DATA))]
    narrow = [limit // 1_000_000 for limit in limits if limit != resource.RLIM_INFINITY]
    if narrow and min(narrow) < _MEGABYTES:
        return (
            f"there is too little memory: this process may have {min(narrow):,} MB, and may need {_MEGABYTES:,}. "
            "Allow more (ulimit -v and -d)"
        )
    if any(words in str(error) for words in _NO_THREAD):
        return "the system lets this user begin no more threads. Allow more processes (ulimit -u)"
    return None


def is_panic(error: BaseException) -> bool:
    """Whether a library of Rust gave up: what it raises is no Exception."""
    return type(error).__name__ == "PanicException"
