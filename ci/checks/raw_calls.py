# SPDX-License-Identifier: Apache-2.0
"""No system call stands above diag/os, whose types own what the calls give.

Apart are getpid and its kind, which cannot fail and give nothing to own, _exit, and the
environment. Free of the rule is what is no part of the layers' own code: tests, specimens, the
programs in suites/ (some of which are wrong on purpose), and the library that is loaded into
programs of others and so links nothing of ours.
"""
import re

from cpp_text import code_of

HOME = "diag/os/"
FREE = re.compile(r"suites/|harness/launch/preload/|.*/specimens/|.*\.(test|fuzz|bench)\.[ch]pp$")

# Names that nothing of ours has, so that they are calls with and without the colons.
UNMISTAKABLE = """
    accept4 capget capset clock_getres clock_gettime clock_nanosleep close_range dup2 dup3 epoll_\\w+
    eventfd execlp? execvp?e? fexecve faccessat fallocate fchdir fchmod fchown fcntl fdatasync fstat
    fstatat fsync ftruncate getdents getpriority getrandom getresuid getrlimit getrusage getsockname
    getsockopt getpeername inotify_\\w+ ioctl kcmp killpg linkat lseek lstat memfd_create mkdirat
    mkfifo mknod mmap mprotect mremap msync munmap nanosleep openat pidfd_\\w+ pipe2 posix_spawnp?
    ppoll prctl preadv? prlimit process_vm_\\w+ pselect pthread_sigmask ptrace pwritev? readlink
    readlinkat readv recvfrom recvmsg renameat2? rmdir sem_open semctl semget sendfile sendmsg sendto
    setitimer setpgid setpriority setrlimit setsid setsockopt shm_\\w+ shmat shmctl shmdt shmget
    sigaction sigaltstack sigprocmask sigtimedwait sigwaitinfo socketpair statx symlink syscall
    tcgetattr tcsetattr tgkill timer_create timer_settime timerfd_\\w+ umask unlinkat unshare usleep
    utimensat vmsplice wait3 wait4 waitid waitpid writev
""".split()
# Names that functions of ours may have as well: calls only with the colons.
AMBIGUOUS = """
    accept access bind brk chdir chmod chown clone close connect creat dup fork kill link listen mkdir
    mount open opendir pause pipe poll raise read readdir recv rename select send shutdown signal
    signalfd sleep socket splice stat truncate unlink vfork wait write
""".split()

CALL = re.compile(rf"(?<![\w>:])::\s*({'|'.join(UNMISTAKABLE + AMBIGUOUS)})\s*\("
                  rf"|(?<![\w:.>~])({'|'.join(UNMISTAKABLE)})\s*\(")


def offences(sources):
    """An offence for every system call in `sources`, (name below the root, path) each."""
    for name, path in sources:
        if name.startswith(HOME) or FREE.match(name):
            continue
        code = re.sub(r'"(?:\\.|[^"\\\n])*"', lambda m: " " * len(m[0]),
                      code_of(path.read_text(errors="replace")))
        for match in CALL.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {match[1] or match[2]} is a system call: diag/os has types for it"
