"""What is raised where a file is no workbook that can be read."""


class NotAWorkbook(ValueError):
    """The file cannot be read as a workbook."""
