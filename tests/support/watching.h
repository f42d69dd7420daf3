// SPDX-License-Identifier: Apache-2.0
// The watcher on a real folder with real inotify. The test turns the loop until the ledger says that all is done.
#pragma once

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/remembered_mounts.h"
#include "daemon/watcher.h"
#include "index/storage/path_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/update.h"
#include "index/values/content_hash.h"
#include "index/values/record_codec.h"
#include "support/temporary_directory.h"

namespace facefs::test {

class Watching : public testing::Test {
 protected:
  TemporaryDirectory folder;
  std::filesystem::path root = make(folder / "root");
  const PhotoFolders folders{{root.string()}};
  Gallery gallery{folder / "gallery", folders.roots()};
  boost::asio::io_context loop;
  Ledger ledger;
  std::vector<std::string> to_read, gone, folders_gone;
  WatchRules rules;
  int tried_again = 0;
  std::atomic<bool> never = false;
  bool meets_damage = false;  ///< the next file to read, or folder that is gone, meets it
  std::unique_ptr<Watcher> watcher;

  static std::filesystem::path make(const std::filesystem::path& path) {
    std::filesystem::create_directories(path);
    return path;
  }

  void start() {
    watcher =
        std::make_unique<Watcher>(loop, gallery, folders, ledger, rules,
                                  WatcherLinks{[this](const std::string& path, Token) {
                                                 meet_damage();
                                                 to_read.push_back(name(path));
                                                 know(path);
                                               },
                                               [this](const std::string& path, Token) { gone.push_back(name(path)); },
                                               [this](const std::string& path, Token) {
                                                 meet_damage();
                                                 folders_gone.push_back(name(path));
                                               },
                                               [] {}, [this](const std::set<std::string>& points) { remember(points); },
                                               [this](const Token&) { ++tried_again; }});
    watcher->start();
    settle();
  }

  void meet_damage() {
    if (std::exchange(meets_damage, false)) throw BadRecord("a record of the gallery is damaged");
  }

  /// Settles although the gallery's damage is met, as Daemon::run_loop goes on after it.
  void settle_over_damage() {
    EXPECT_THROW(settle(), BadRecord);
    settle();
  }

  void remember(const std::set<std::string>& points) {
    Update update(gallery);
    update.set_text("mounts_below", text_of_mounts(points));
    update.commit();
  }

  std::string name(const std::string& path) const {
    return path.size() > root.string().size() ? path.substr(root.string().size() + 1) : ".";
  }

  /// Notes the file in the gallery as read, as the writer would.
  void know(const std::string& path) {
    Update update(gallery);
    const std::size_t slash = path.rfind('/');
    const FileStamp stamp = stamp_now(path);
    PathTables(update).set(
        {PathTables(update).folder_for(path.substr(0, slash)), path.substr(slash + 1)}, stamp,
        PhotoTables(update).add(content_hash_of(path + std::to_string(stamp.mtime_ns)), Unreadable{}));
    update.commit();
  }

  /// Notes the photo in the gallery as one that could not be read, as the writer would.
  void fail(const std::string& photo, Reason reason) {
    Update update(gallery);
    PathTables(update).fail({PathTables(update).folder_for(root.string()), photo}, stamp_now(root / photo),
                            {reason, "s"});
    update.commit();
  }

  static FileStamp stamp_now(const std::filesystem::path& path) {
    struct ::stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0);
    const auto ns = [](const timespec& t) {
      return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(t.tv_nsec);
    };
    return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), ns(info.st_mtim), ns(info.st_ctim)};
  }

  /// Turns the loop until no work from before is left.
  void settle() {
    watcher->drain();
    const auto past = std::make_shared<bool>(false);  // shared, because the ledger may set it long after this returns
    ledger.when_past([past] { *past = true; });
    const auto end = Clock::now() + std::chrono::seconds(20);
    while (!*past && Clock::now() < end) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(50));
    }
    ASSERT_TRUE(*past) << "the watcher did not come to rest";
  }

  const std::filesystem::path disk = root / "usb";
  bool mount_disk() const { return ::mount("tmpfs", make(disk).c_str(), "tmpfs", 0, nullptr) == 0; }

  void photo(const std::string& path, const std::string& bytes = "x") {
    std::filesystem::create_directories((root / path).parent_path());
    write_bytes(root / path, bytes);
  }
};

/// Makes the process an ordinary user, who owns `folder`, while this object lives. Modes do not bind root.
class AsAnOrdinaryUser {
 public:
  explicit AsAnOrdinaryUser(const std::filesystem::path& folder) {
    if (::geteuid() != 0) return;
    constexpr uid_t kNobodyInParticular = 65534;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      EXPECT_EQ(::lchown(entry.path().c_str(), kNobodyInParticular, kNobodyInParticular), 0);
    EXPECT_EQ(::lchown(folder.c_str(), kNobodyInParticular, kNobodyInParticular), 0);
    EXPECT_EQ(::seteuid(kNobodyInParticular), 0);
    was_root_ = true;
  }
  ~AsAnOrdinaryUser() {
    if (!was_root_) return;
    EXPECT_EQ(::seteuid(0), 0);
  }
  AsAnOrdinaryUser(const AsAnOrdinaryUser&) = delete;
  AsAnOrdinaryUser& operator=(const AsAnOrdinaryUser&) = delete;

 private:
  bool was_root_ = false;
};

}  // namespace facefs::test
