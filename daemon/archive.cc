// SPDX-License-Identifier: Apache-2.0
#include "daemon/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "index/decisions/decision_log.h"
#include "system/durable_file.h"
#include "system/link_target.h"
#include "system/text.h"
#include "system/unique_fd.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSaid = "facefs.json";
constexpr std::size_t kPiece = 1 << 16;

using Writing = std::unique_ptr<archive, int (*)(archive*)>;
using Member = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

void check(archive* tar, la_ssize_t result) {
  if (result < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(tar));
}

void begin_member(archive* tar, const std::string& name, std::size_t size) {
  const Member member(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(member.get(), name.c_str());
  archive_entry_set_filetype(member.get(), AE_IFREG);
  archive_entry_set_perm(member.get(), 0600);
  archive_entry_set_size(member.get(), static_cast<la_int64_t>(size));
  check(tar, archive_write_header(tar, member.get()));
}

void add_text(archive* tar, const std::string& name, const std::string& text) {
  begin_member(tar, name, text.size());
  check(tar, archive_write_data(tar, text.data(), text.size()));
}

/// Returns the path below the folder at which a member belongs; nothing if it does not belong into an export.
std::optional<fs::path> place_of(const std::string& name) {
  if (name == kSaid) return name;
  constexpr std::string_view kFolder = "references/";
  if (!name.starts_with(kFolder)) return std::nullopt;
  const std::string rest = name.substr(kFolder.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string::npos || !person_in(rest.substr(0, slash))) return std::nullopt;
  const std::string file = rest.substr(slash + 1);
  if (file.empty() || file.starts_with('.') || file.find('/') != std::string::npos) return std::nullopt;
  return fs::path("references") / rest.substr(0, slash) / file;
}

void unpack_member(archive* tar, const fs::path& target) {
  fs::create_directories(target.parent_path());
  const UniqueFd file(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) throw std::system_error(errno, std::generic_category(), "writing " + target.string());
  std::array<char, kPiece> piece;
  la_ssize_t count;
  while ((count = archive_read_data(tar, piece.data(), piece.size())) > 0)
    write_all(file.get(), {piece.data(), static_cast<std::size_t>(count)});
  check(tar, count);
  if (::fsync(file.get()) != 0) throw std::system_error(errno, std::generic_category(), "syncing " + target.string());
}

/// Returns the file to write, with links followed. Throws if the target is there and is not a regular file.
fs::path target_of(const fs::path& file) {
  fs::path target = followed(file);
  const fs::file_type type = fs::status(target).type();
  if (type != fs::file_type::not_found && type != fs::file_type::regular)
    throw std::runtime_error("'" + escaped(file.string()) +
                             "' is not a file: name one that is not there yet, or an earlier export");
  return target;
}

/// A file of mode 0600 beside its target, under a name that is free. It is removed unless `finish` renames it to the
/// target.
class Unfinished {
 public:
  explicit Unfinished(fs::path target) : target_(std::move(target)), name_(target_.string() + ".XXXXXX") {
    file_ = UniqueFd(::mkostemp(name_.data(), O_CLOEXEC));
    if (!file_) throw std::system_error(errno, std::generic_category(), "writing beside " + target_.string());
  }
  ~Unfinished() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  int number() const { return file_.get(); }
  void finish() {
    if (::fsync(number()) != 0) throw std::system_error(errno, std::generic_category(), "syncing " + name_);
    fs::rename(name_, target_);
    name_.clear();
    sync_folder(fs::absolute(target_).parent_path());
  }

 private:
  fs::path target_;
  std::string name_;
  UniqueFd file_;
};

}  // namespace

void write_archive(const fs::path& file, const std::string& said, const std::vector<ArchivedPhoto>& references) {
  Unfinished tar_file(target_of(file));
  {
    const Writing tar(archive_write_new(), archive_write_free);
    check(tar.get(), archive_write_set_format_pax_restricted(tar.get()));
    check(tar.get(), archive_write_open_fd(tar.get(), tar_file.number()));
    add_text(tar.get(), kSaid, said);
    for (const ArchivedPhoto& photo : references) add_text(tar.get(), photo.member, read_whole_file(photo.file));
    check(tar.get(), archive_write_close(tar.get()));
  }
  tar_file.finish();
}

void unpack_archive(const fs::path& file, const fs::path& folder) {
  const Writing tar(archive_read_new(), archive_read_free);
  check(tar.get(), archive_read_support_format_tar(tar.get()));
  if (archive_read_open_filename(tar.get(), file.c_str(), kPiece) != ARCHIVE_OK)
    throw std::runtime_error("'" + escaped(file.string()) + "' cannot be read: " + archive_error_string(tar.get()));
  archive_entry* member = nullptr;
  int result;
  while ((result = archive_read_next_header(tar.get(), &member)) == ARCHIVE_OK || result == ARCHIVE_WARN) {
    const std::string name = archive_entry_pathname(member) ? archive_entry_pathname(member) : "";
    const auto place = place_of(name);
    if (!place || archive_entry_filetype(member) != AE_IFREG)
      throw std::runtime_error("'" + escaped(file.string()) + "' is not an export of facefs: it holds '" +
                               escaped(name) + "'");
    unpack_member(tar.get(), folder / *place);
  }
  if (result != ARCHIVE_EOF)  // also a fault after which libarchive would go on
    throw std::runtime_error("'" + escaped(file.string()) + "' is damaged: " + archive_error_string(tar.get()));
  if (!fs::exists(folder / kSaid))
    throw std::runtime_error("'" + escaped(file.string()) +
                             "' is not an export of facefs: there is no facefs.json in it");
}

}  // namespace facefs
