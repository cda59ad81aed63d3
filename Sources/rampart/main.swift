import Command
import Glibc

// A peer that goes away must be an error of that write, not the end of the process: hiredis and libcurl write plainly.
signal(SIGPIPE, SIG_IGN)
await RampartCommand.main()
