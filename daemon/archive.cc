// SPDX-License-Identifier: Apache-2.0
#include "daemon/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "daemon/picture_files.h"
#include "index/decision_log.h"
#include "index/durable_file.h"
#include "index/text.h"
#include "models/unique_fd.h"

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

/// Those that were left out.
std::size_t add_references(archive* tar, const fs::path& references) {
  std::error_code none;
  std::size_t left_out = 0;
  for (const auto& person : fs::directory_iterator(references, none))
    for (const auto& file : fs::directory_iterator(person.path(), none)) {
      if (!file.is_regular_file()) continue;
      const std::string name = file.path().filename().string();
      if (name.starts_with('.') || !is_read(kind_at(file.path().string())))
        ++left_out;
      else
        add_text(tar, "references/" + person.path().filename().string() + "/" + name, read_whole_file(file.path()));
    }
  return left_out;
}

/// Where a member belongs, or nothing where it does not.
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
    write_all(file.number(), {piece.data(), static_cast<std::size_t>(count)});
  check(tar, count);
}

}  // namespace

std::size_t write_archive(const fs::path& file, const std::string& said, const fs::path& references) {
  const fs::path beside = file.string() + ".new";
  const UniqueFd open(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!open) throw std::runtime_error("writing " + beside.string() + ": " + std::strerror(errno));
  ::fchmod(open.number(), 0600);
  std::size_t left_out = 0;
  {
    const Writing tar(archive_write_new(), archive_write_free);
    check(tar.get(), archive_write_set_format_pax_restricted(tar.get()));
    check(tar.get(), archive_write_open_fd(tar.get(), open.number()));
    add_text(tar.get(), kSaid, said);
    left_out = add_references(tar.get(), references);
    check(tar.get(), archive_write_close(tar.get()));
  }
  if (::fsync(open.number()) != 0) throw std::runtime_error("syncing " + beside.string() + ": " + std::strerror(errno));
  fs::rename(beside, file);
  return left_out;
}

void unpack_archive(const fs::path& file, const fs::path& folder) {
  const Writing tar(archive_read_new(), archive_read_free);
  check(tar.get(), archive_read_support_format_tar(tar.get()));
  if (archive_read_open_filename(tar.get(), file.c_str(), kPiece) != ARCHIVE_OK)
    throw std::runtime_error("'" + escaped(file.string()) + "' cannot be read: " + archive_error_string(tar.get()));
  archive_entry* member = nullptr;
  int result;
  while ((result = archive_read_next_header(tar.get(), &member)) == ARCHIVE_OK) {
    const std::string name = archive_entry_pathname(member) ? archive_entry_pathname(member) : "";
    const auto place = place_of(name);
    if (!place || archive_entry_filetype(member) != AE_IFREG)
      throw std::runtime_error("'" + escaped(file.string()) + "' is no export of facefs: it holds '" + escaped(name) +
                               "'");
    unpack_member(tar.get(), folder / *place);
  }
  if (result != ARCHIVE_EOF) check(tar.get(), result);
  if (!fs::exists(folder / kSaid))
    throw std::runtime_error("'" + escaped(file.string()) + "' is no export of facefs: there is no facefs.json in it");
}

}  // namespace facefs
