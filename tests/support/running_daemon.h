// SPDX-License-Identifier: Apache-2.0
// The real facefsd on scratch folders, seen from outside: its mount, its command line, its files. The daemon has ended
// and the mount is gone after each test, whatever the test does.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon/client.h"
#include "fuse/session.h"
#include "fuse/stale_mount.h"
#include "support/eventually.h"
#include "support/needs_a_mount.h"
#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {

struct Finished {
  int code = -1;  ///< exit code, or minus the signal
  std::string output;
};

/// Runs a shell command. Returns what it says on both streams, and how it ended.
inline Finished shell(const std::string& command) {
  Finished finished;
  FILE* pipe = ::popen(("{ " + command + "\n} 2>&1").c_str(), "r");
  std::array<char, 4096> piece;
  std::size_t count;
  while ((count = ::fread(piece.data(), 1, piece.size(), pipe)) > 0) finished.output.append(piece.data(), count);
  const int status = ::pclose(pipe);
  finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return finished;
}

inline std::string quoted(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

class DaemonTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = reason_to_skip_the_mount()) GTEST_SKIP() << *why;
    for (const auto& folder : {photos, faces, data}) {
      std::filesystem::create_directory(folder);
      std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    }
  }

  void TearDown() override {
    if (daemon_ > 0) kill_daemon(SIGKILL);
    clear_stale_mount(faces);
    unmount_lazily(faces);
  }

  TemporaryDirectory home;
  const std::filesystem::path photos = home / "photos", faces = home / "faces", data = home / "data";
  const std::filesystem::path bin = programs();

  /// Starts the daemon and waits until the mount answers.
  void start(std::vector<std::string> more = {}) {
    spawn(std::move(more));
    ASSERT_TRUE(eventually([&] { return !is_running() || is_mounted(); }, std::chrono::seconds(20)));
    ASSERT_TRUE(is_running()) << log();
  }

  void spawn(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {(bin / "facefsd").string(),
                                      "--photos",
                                      photos.string(),
                                      "--mount",
                                      faces.string(),
                                      "--data",
                                      data.string(),
                                      "--models",
                                      models_folder().string()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    const std::string log_file = home / "log";
    posix_spawn_file_actions_addopen(&actions, 2, log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ASSERT_EQ(::posix_spawn(&daemon_, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
  }

  bool is_running() {
    if (daemon_ <= 0) return false;
    int status = 0;
    if (::waitpid(daemon_, &status, WNOHANG) != daemon_) return true;
    exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    daemon_ = -1;
    return false;
  }

  bool is_mounted() const { return ::access((faces / ".status/status.json").c_str(), R_OK) == 0; }

  void kill_daemon(int signal) {
    ::kill(daemon_, signal);
    ::waitpid(daemon_, nullptr, 0);
    daemon_ = -1;
  }

  /// Sends SIGTERM and waits for the daemon's end, at most for `patience`. Returns its exit code, or minus the signal.
  int stop(std::chrono::milliseconds patience = std::chrono::seconds(2)) {
    ::kill(daemon_, SIGTERM);
    EXPECT_TRUE(eventually([&] { return !is_running(); }, patience)) << "still running: " << log();
    return exit_;
  }

  std::string log() const {
    return std::filesystem::exists(home / "log") ? bytes_of(home / "log") : "nothing: it has no log";
  }

  /// Waits until everything that was done before is indexed and visible.
  void settle() {
    const Finished done = facefs("wait --timeout 300");
    ASSERT_EQ(done.code, 0) << done.output << log() << (is_running() ? "" : "it ended with " + std::to_string(exit_));
  }

  Finished facefs(const std::string& words) const {
    return shell(quoted(bin / "facefs") + " --data " + quoted(data) + " " + words);
  }
  nlohmann::json facefs_json(const std::string& words) const {
    return nlohmann::json::parse(facefs(words + " --json").output);
  }
  nlohmann::json status() const {
    if (!is_mounted()) throw std::runtime_error("status.json cannot be read; the daemon says: " + log());
    return nlohmann::json::parse(bytes_of(faces / ".status/status.json"));
  }

  /// Returns how often a command made the kernel ask the mount, by kind of request. "forget" does not count, because it
  /// asks nothing.
  std::map<std::string, int> asked_by(const std::string& command) const {
    const nlohmann::json before = facefs_json("requests");
    const Finished done = shell(command);
    EXPECT_EQ(done.code, 0) << command << ": " << done.output.substr(0, 500);
    std::map<std::string, int> counts;
    const nlohmann::json after = facefs_json("requests");
    for (const auto& [kind, times] : after.items())
      if (const int more = times.get<int>() - before.value(kind, 0); more > 0 && kind != "forget") counts[kind] = more;
    return counts;
  }

  /// Returns the names that do not begin with a dot, sorted. Throws when there is no such folder, or it cannot be
  /// listed.
  std::vector<std::string> list(const std::filesystem::path& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(faces / folder))
      if (const std::string name = entry.path().filename(); !name.starts_with('.')) names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Copies photos of the small set into enroll/<name>/.
  void enroll(const std::string& name, const std::vector<std::string>& files) const {
    std::filesystem::create_directory(faces / "enroll" / name);
    for (const std::string& file : files) std::filesystem::copy_file(photo(file), faces / "enroll" / name / file);
  }

  void add_photo(const std::string& file, const std::string& as) const {
    std::filesystem::copy_file(photo(file), photos / as);
  }

  std::string xattr(const std::filesystem::path& file, const char* name) const {
    std::array<char, 65536> value;
    const ssize_t length = ::getxattr((faces / file).c_str(), name, value.data(), value.size());
    return length < 0 ? std::string("errno ") + std::to_string(errno)
                      : std::string(value.data(), static_cast<std::size_t>(length));
  }

  std::string verdict(const std::string& name, const std::string& file) const {
    return xattr(std::filesystem::path("enroll") / name / file, "user.facefs.status");
  }

  pid_t daemon_ = -1;
  int exit_ = -1;
};

}  // namespace facefs::test
