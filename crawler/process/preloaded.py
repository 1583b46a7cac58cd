"""What every worker needs, made when this is imported: before workers are forked, so that they share it."""

import gc

from crawler.normal import language, suffixes
from crawler.process import entries

__all__ = ["entries"]

language.model()
suffixes.rules()
gc.freeze()  # a look for garbage in one of them would write on every page of memory that they share
