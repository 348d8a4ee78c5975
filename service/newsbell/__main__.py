"""`python -m newsbell` is the command `newsbell`."""

from newsbell.cli import main

if __name__ == "__main__":
    main()
