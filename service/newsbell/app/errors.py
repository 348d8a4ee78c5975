"""What stops newsbell from doing what it was asked, in words."""

EXIT_WRONG = 1
EXIT_USAGE = 2
EXIT_CONFIGURATION = 78


class CannotStart(Exception):
    """Something a person has to mend first. Each of `lines` says where and what to do; `code` is the exit code."""

    def __init__(self, *lines: str, code: int = EXIT_WRONG) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code
