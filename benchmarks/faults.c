/* Stands between a process and the C library, and makes one call that writes fail, or ends the process before it.
 *
 * Loaded by LD_PRELOAD it does nothing until fault_arm is called. Then it counts the calls that write under a folder,
 * of a kind and of a path that fnmatch finds, and at the one with the number asked for it does what was asked. Python,
 * SQLite, DuckDB and polars all write through these functions. What is not seen: memory that is mapped, which none of
 * them writes a release or a store with, and the log of a kernel.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WATCH, FAIL_EIO, FULL, KILLED, TORN };

static char root[4096], wanted_call[32], wanted_path[4096];
static long wanted_number;
static int how, log_to = -1;
static volatile int armed;
static long seen, done;

void fault_arm(const char *folder, const char *call, const char *path, long number, int kind, int log_fd) {
    snprintf(root, sizeof root, "%s", folder);
    snprintf(wanted_call, sizeof wanted_call, "%s", call);
    snprintf(wanted_path, sizeof wanted_path, "%s", path);
    wanted_number = number;
    how = kind;
    log_to = log_fd;
    seen = done = 0;
    armed = 1;
}

void fault_disarm(void) { armed = 0; }

/* How often the fault was met: 0 where the process never came to that call. */
long fault_met(void) { return done; }

static void absolute(int folder, const char *path, char *out, size_t size) {
    char base[4096] = "";
    if (path[0] == '/') {
        snprintf(out, size, "%s", path);
        return;
    }
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) base[0] = 0;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        base[length > 0 ? length : 0] = 0;
    }
    snprintf(out, size, "%.2000s/%.2000s", base, path);
}

/* What is to be done at this call: 0 for nothing, else an error number, or -1 for a write that is torn. */
static int fault(const char *call, const char *path, int grows) {
    size_t length = strlen(root);
    if (strncmp(path, root, length) || (path[length] && path[length] != '/')) return 0;
    const char *relative = path[length] ? path + length + 1 : "";
    if (log_to >= 0) {
        char line[4400];
        int n = snprintf(line, sizeof line, "%s\t%.4000s\n", call, relative);
        syscall(SYS_write, log_to, line, n);
    }
    if (how == WATCH) return 0;
    if (how == FULL && __atomic_load_n(&done, __ATOMIC_SEQ_CST)) return grows ? ENOSPC : 0;
    if (wanted_call[0] && strcmp(wanted_call, call)) return 0;
    if (wanted_path[0] && fnmatch(wanted_path, relative, 0)) return 0;
    if (__atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) != wanted_number) return 0;
    __atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST);
    if (how == KILLED) syscall(SYS_kill, getpid(), SIGKILL);
    if (how == TORN) return -1;
    return how == FULL ? ENOSPC : EIO;
}

static int at(const char *call, int folder, const char *path, int grows) {
    char full[4096];
    if (!armed || !path) return 0;
    absolute(folder, path, full, sizeof full);
    return fault(call, full, grows);
}

static int on(const char *call, int file, int grows) {
    char link[64], full[4096];
    if (!armed || file == log_to) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, full, sizeof full - 1);
    if (length <= 0) return 0;
    full[length] = 0;
    return fault(call, full, grows);
}

static void killed(void) { syscall(SYS_kill, getpid(), SIGKILL); }

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define FAIL_WITH(found) \
    do { \
        int error_ = (found); \
        if (error_) { \
            if (error_ < 0) killed(); \
            errno = error_; \
            return -1; \
        } \
    } while (0)
#define WRITES(flags) ((flags) & (O_CREAT | O_TRUNC))

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        REAL(int, #name, const char *, int, ...); \
        if (WRITES(flags)) FAIL_WITH(at("open", AT_FDCWD, path, 1)); \
        return real(path, flags, mode); \
    }
#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        REAL(int, #name, int, const char *, int, ...); \
        if (WRITES(flags)) FAIL_WITH(at("open", folder, path, 1)); \
        return real(folder, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
    FILE *name(const char *path, const char *mode) { \
        static FILE *(*real)(const char *, const char *); \
        if (!real) real = (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, #name); \
        if (mode[0] != 'r') { int found = at("open", AT_FDCWD, path, 1); if (found) { errno = found > 0 ? found : EIO; return NULL; } } \
        return real(path, mode); \
    }
FOPEN(fopen)
FOPEN(fopen64)

ssize_t write(int file, const void *bytes, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int found = on("write", file, 1);
    if (found < 0) { real(file, bytes, size / 2); killed(); }
    FAIL_WITH(found);
    return real(file, bytes, size);
}
#define PWRITE(name, offset_type) \
    ssize_t name(int file, const void *bytes, size_t size, offset_type offset) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset_type); \
        int found = on("write", file, 1); \
        if (found < 0) { real(file, bytes, size / 2, offset); killed(); } \
        FAIL_WITH(found); \
        return real(file, bytes, size, offset); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    FAIL_WITH(on("write", file, 1));
    return real(file, parts, count);
}
ssize_t copy_file_range(int from, off64_t *at_from, int to, off64_t *at_to, size_t size, unsigned flags) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    FAIL_WITH(on("write", to, 1));
    return real(from, at_from, to, at_to, size, flags);
}
#define SENDFILE(name, offset_type) \
    ssize_t name(int to, int from, offset_type *offset, size_t size) { \
        REAL(ssize_t, #name, int, int, offset_type *, size_t); \
        FAIL_WITH(on("write", to, 1)); \
        return real(to, from, offset, size); \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

#define ON_FILE(name, call, grows) \
    int name(int file) { REAL(int, #name, int); FAIL_WITH(on(call, file, grows)); return real(file); }
ON_FILE(fsync, "fsync", 0)
ON_FILE(fdatasync, "fsync", 0)
#define TRUNCATE(name, type) \
    int name(int file, type size) { REAL(int, #name, int, type); FAIL_WITH(on("truncate", file, 0)); return real(file, size); }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
#define ALLOCATE(name, type) \
    int name(int file, int mode, type from, type size) { REAL(int, #name, int, int, type, type); FAIL_WITH(on("truncate", file, 1)); return real(file, mode, from, size); }
ALLOCATE(fallocate, off_t)
ALLOCATE(fallocate64, off64_t)

#define ON_PATH(name, call) \
    int name(const char *path) { REAL(int, #name, const char *); FAIL_WITH(at(call, AT_FDCWD, path, 0)); return real(path); }
ON_PATH(unlink, "unlink")
ON_PATH(rmdir, "unlink")
ON_PATH(remove, "unlink")
int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    FAIL_WITH(at("unlink", folder, path, 0));
    return real(folder, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    FAIL_WITH(at("mkdir", AT_FDCWD, path, 1));
    return real(path, mode);
}
int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    FAIL_WITH(at("mkdir", folder, path, 1));
    return real(folder, path, mode);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    FAIL_WITH(at("rename", AT_FDCWD, to, 0));
    return real(from, to);
}
int renameat(int one, const char *from, int two, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    FAIL_WITH(at("rename", two, to, 0));
    return real(one, from, two, to);
}
int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    FAIL_WITH(at("link", AT_FDCWD, to, 1));
    return real(from, to);
}
int linkat(int one, const char *from, int two, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    FAIL_WITH(at("link", two, to, 1));
    return real(one, from, two, to, flags);
}
int symlink(const char *from, const char *to) {
    REAL(int, "symlink", const char *, const char *);
    FAIL_WITH(at("link", AT_FDCWD, to, 1));
    return real(from, to);
}
int symlinkat(const char *from, int folder, const char *to) {
    REAL(int, "symlinkat", const char *, int, const char *);
    FAIL_WITH(at("link", folder, to, 1));
    return real(from, folder, to);
}
