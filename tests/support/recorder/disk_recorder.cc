// SPDX-License-Identifier: Apache-2.0
// Writes down, in order, what a program does to the files below one folder, and when it has them synced. Also writes
// down what the kernel asks of the mount, and each answer. A test preloads it into facefsd (support/disk_record.h).
//
// Each event is one line, appended in one write: thread, kind, the file's inode, its folder's inode, path. A change is
// noted right before or right after it is done, a sync after it has succeeded, an answer before it is given. So
// everything that the record calls synced at an answer was synced. FACEFS_RECORD names the record, FACEFS_RECORDED the
// folder. Any thread.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

int record = -1;
std::string recorded_folder;

__attribute__((constructor)) void begin() {
  const char* file = std::getenv("FACEFS_RECORD");
  const char* folder = std::getenv("FACEFS_RECORDED");
  if (!file || !folder) return;
  recorded_folder = folder;
  record = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  ::unsetenv("LD_PRELOAD");  // so that the programs that it starts are not recorded
}

/// Returns the C library's own function of that name.
template <typename Function>
Function* next(const char* name, Function*) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct Errno {
  const int kept = errno;
  ~Errno() { errno = kept; }
};

void note(const char* kind, unsigned long long file, unsigned long long folder, const std::string& path) {
  if (record < 0) return;
  std::array<char, 2 * PATH_MAX> line;
  const int length = std::snprintf(line.data(), line.size(), "%ld\t%s\t%llu\t%llu\t%s\n", ::syscall(SYS_gettid), kind,
                                   file, folder, path.c_str());
  ::syscall(SYS_write, record, line.data(), static_cast<std::size_t>(length));
}

std::string path_of(int descriptor) {
  std::array<char, 64> link;
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  std::array<char, PATH_MAX> path;
  const ssize_t length = ::readlink(link.data(), path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

std::string path_at(int folder, const char* path) {
  return folder == AT_FDCWD || path[0] == '/' ? path : path_of(folder) + "/" + path;
}

bool is_recorded(const std::string& path) {
  return record >= 0 && path.starts_with(recorded_folder);
}

unsigned long long inode_of(const std::string& path) {
  struct ::stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

/// Notes a write. It is on the disk when it returns, if the descriptor syncs each write.
void note_write(int descriptor) {
  if (record < 0) return;
  const Errno errno_of_caller;
  const std::string path = path_of(descriptor);
  struct ::stat info {};
  if (!is_recorded(path) || ::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return;
  const bool is_synced = (::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
  note(info.st_nlink == 0 ? "wipe"
       : is_synced        ? "synced-write"
                          : "write",
       info.st_ino, inode_of(folder_of(path)), path);
}

int note_synced(int descriptor, int result) {
  if (record < 0 || result != 0) return result;
  const Errno errno_of_caller;
  struct ::stat info {};
  if (const std::string path = path_of(descriptor); is_recorded(path) && ::fstat(descriptor, &info) == 0)
    note("sync", info.st_ino, 0, path);
  return result;
}

/// Notes an entry that is there by now.
void note_entry(const char* kind, const std::string& path) {
  if (!is_recorded(path)) return;
  const Errno errno_of_caller;
  note(kind, inode_of(path), inode_of(folder_of(path)), path);
}

/// Notes an entry before it goes.
void note_going(const std::string& path) {
  if (!is_recorded(path)) return;
  const Errno errno_of_caller;
  struct ::stat info {};
  if (::lstat(path.c_str(), &info) != 0) return;
  const bool stays = S_ISREG(info.st_mode) && info.st_nlink > 1;
  note(stays ? "name-gone" : "gone", info.st_ino, inode_of(folder_of(path)), path);
}

/// Renames, and notes both names. The new one is noted as "move" where no entry had it before, as "replace" otherwise.
template <typename Rename>
int recorded_rename(const std::string& from, const std::string& to, const Rename& rename) {
  if (!is_recorded(to)) return rename();
  const bool replaces = inode_of(to) != 0;
  const int result = rename();
  if (result != 0) return result;
  note_entry("moved-from", from + "\t" + to);
  note_entry(replaces ? "replace" : "move", to);
  return result;
}

void note_asked(int descriptor, const void* bytes, ssize_t count) {
  fuse_in_header header{};
  if (record < 0 || count < static_cast<ssize_t>(sizeof header)) return;
  std::memcpy(&header, bytes, sizeof header);
  const Errno errno_of_caller;
  if (header.len != static_cast<std::uint32_t>(count) || path_of(descriptor) != "/dev/fuse") return;
  note("ask", header.unique, header.opcode, "");
}

void note_answer(int descriptor, const iovec* pieces, int count) {
  fuse_out_header header{};
  if (record < 0 || count < 1 || pieces[0].iov_len != sizeof header) return;
  std::memcpy(&header, pieces[0].iov_base, sizeof header);
  const Errno errno_of_caller;
  if (header.unique == 0 || path_of(descriptor) != "/dev/fuse") return;  // 0: a notification, which answers nothing
  note("answer", header.unique, static_cast<unsigned>(-header.error), "");
}

/// Notes an answer to a program that has asked by the control socket.
void note_told(int descriptor) {
  if (record < 0) return;
  const Errno errno_of_caller;
  sockaddr_un name{};
  socklen_t size = sizeof name;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0 || name.sun_family != AF_UNIX) return;
  if (size > sizeof(sa_family_t) && is_recorded(name.sun_path)) note("told", 0, 0, name.sun_path);
}

bool makes(int flags, const std::string& path) {
  return (flags & O_CREAT) != 0 && is_recorded(path) && inode_of(path) == 0;
}

mode_t mode_in(int flags, va_list& more) {
  return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

int recorded_open(int folder, const char* name, int flags, mode_t mode) {
  const std::string path = path_at(folder, name);
  const bool is_new = makes(flags, path);
  const int descriptor = static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode));
  if (descriptor >= 0 && is_new) note_entry("create", path);
  if (descriptor >= 0 && !is_new && (flags & O_TRUNC) != 0) note_write(descriptor);
  return descriptor;
}

}  // namespace

#define NEXT(name) next(#name, &::name)

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_in(flags, more);
  va_end(more);
  return recorded_open(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_in(flags, more);
  va_end(more);
  return recorded_open(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_in(flags, more);
  va_end(more);
  return recorded_open(folder, path, flags, mode);
}

ssize_t read(int descriptor, void* bytes, size_t size) {
  const ssize_t count = NEXT(read)(descriptor, bytes, size);
  note_asked(descriptor, bytes, count);
  return count;
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  note_write(descriptor);
  return NEXT(write)(descriptor, bytes, size);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
  note_write(descriptor);
  return NEXT(pwrite)(descriptor, bytes, size, at);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t at) {
  note_write(descriptor);
  return NEXT(pwrite64)(descriptor, bytes, size, at);
}
ssize_t writev(int descriptor, const iovec* pieces, int count) {
  note_write(descriptor);
  note_answer(descriptor, pieces, count);
  return NEXT(writev)(descriptor, pieces, count);
}
ssize_t pwritev(int descriptor, const iovec* pieces, int count, off_t at) {
  note_write(descriptor);
  return NEXT(pwritev)(descriptor, pieces, count, at);
}
ssize_t pwritev64(int descriptor, const iovec* pieces, int count, off64_t at) {
  note_write(descriptor);
  return NEXT(pwritev64)(descriptor, pieces, count, at);
}
ssize_t sendfile(int to, int from, off_t* at, size_t size) noexcept {
  note_write(to);
  return NEXT(sendfile)(to, from, at, size);
}
ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
  note_write(to);
  return NEXT(copy_file_range)(from, from_at, to, to_at, size, flags);
}
int ftruncate(int descriptor, off_t size) noexcept {
  note_write(descriptor);
  return NEXT(ftruncate)(descriptor, size);
}

int fsync(int descriptor) {
  return note_synced(descriptor, NEXT(fsync)(descriptor));
}
int fdatasync(int descriptor) {
  return note_synced(descriptor, NEXT(fdatasync)(descriptor));
}

int rename(const char* from, const char* to) noexcept {
  return recorded_rename(from, to, [&] { return NEXT(rename)(from, to); });
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  return recorded_rename(path_at(from_folder, from), path_at(to_folder, to),
                         [&] { return NEXT(renameat2)(from_folder, from, to_folder, to, flags); });
}
int link(const char* from, const char* to) noexcept {
  const int result = NEXT(link)(from, to);
  if (result == 0) note_entry("link", to);
  return result;
}
int mkdir(const char* path, mode_t mode) noexcept {
  const int result = NEXT(mkdir)(path, mode);
  if (result == 0) note_entry("create", path);
  return result;
}

int unlink(const char* path) noexcept {
  note_going(path);
  return NEXT(unlink)(path);
}
int unlinkat(int folder, const char* path, int flags) noexcept {
  note_going(path_at(folder, path));
  return NEXT(unlinkat)(folder, path, flags);
}
int remove(const char* path) noexcept {
  note_going(path);
  return NEXT(remove)(path);
}
int rmdir(const char* path) noexcept {
  note_going(path);
  return NEXT(rmdir)(path);
}

ssize_t send(int descriptor, const void* bytes, size_t size, int flags) {
  note_told(descriptor);
  return NEXT(send)(descriptor, bytes, size, flags);
}
ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  note_told(descriptor);
  return NEXT(sendmsg)(descriptor, message, flags);
}

}  // extern "C"
