// SPDX-License-Identifier: Apache-2.0
// Reads what a facefsd did to its data folder, in order. Finds where it said that something was done before the disk
// had it.
//
// The daemon is started with a recorder preloaded (support/recorder/). The record is read once. At each moment that a
// promise is about, everything that was written and not synced since is checked against the promise. A name counts like
// bytes: a program that makes, links or renames a file must have its folder synced. The removal of a name need not be
// on the disk: an act is a line in the log, and the next start finishes a forgetting.
#pragma once

#include <linux/fuse.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace facefs::test {

/// Whose changes must be on the disk: those of the thread that answers, or those of all threads.
enum class Whose { its_own, anybodys };
enum class What { bytes_and_names, names };

/// At each of these moments nothing in `place` is unsynced. A moment is an answer to the kernel, named after its
/// request; an answer to the command line, "a command"; or "rest", when a test has waited until nothing is under way.
struct Promise {
  std::set<std::string> moments;  ///< empty: every answer to the kernel
  std::string place;              ///< what a path below the data folder begins with
  Whose whose;
  What what = What::bytes_and_names;
};

inline const std::vector<Promise> kPromises = {
    {{}, "decisions.log", Whose::its_own},
    {{}, "gallery", Whose::its_own},
    {{"a command"}, "decisions.log", Whose::anybodys},
    {{"close", "fsync"}, "references", Whose::anybodys},
    {{"rename", "unlink", "mkdir", "rmdir"}, "references", Whose::its_own},
    {{"rest"}, "decisions.log", Whose::anybodys},
    {{"rest"}, "references", Whose::anybodys},
    {{"rest"}, "gallery", Whose::anybodys, What::names},  // the writer goes on, because it looks for groups at leisure
};

/// Tells whether LMDB or facefsd made the file for itself alone. Such a file is worth nothing to the next start.
inline bool is_passing(const std::string& place) {
  return place.ends_with("lock.mdb") || place.starts_with("gallery.suspect");
}

class DiskRecord {
 public:
  DiskRecord(std::filesystem::path file, std::filesystem::path data) : file_(std::move(file)), data_(std::move(data)) {}

  /// Has each facefsd recorded that is started while this object lives.
  class Recording {
   public:
    Recording(const DiskRecord& record, const std::filesystem::path& recorder) {
      ::setenv("FACEFS_RECORD", record.file_.c_str(), 1);
      ::setenv("FACEFS_RECORDED", record.data_.c_str(), 1);
      ::setenv("LD_PRELOAD", recorder.c_str(), 1);
    }
    ~Recording() { ::unsetenv("LD_PRELOAD"); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
  };

  /// Begins the next act. Nothing of the act before may be under way.
  void begin_act(const std::string& name) const {
    std::ofstream(file_, std::ios::app) << "0\trest\t0\t0\t" << name << "\n";
  }

  struct Findings {
    std::vector<std::string> broken;                       ///< one sentence for each broken promise
    std::map<std::string, std::set<std::string>> changed;  ///< by act, the first folder or file below data
    std::map<std::string, std::set<std::string>> answered;
  };
  Findings findings() const { return Reading(data_.string() + "/").read(file_); }

 private:
  struct Event {
    long thread = 0;
    std::string kind;
    unsigned long long file = 0, folder = 0;
    std::string path, other;
  };
  struct Unsynced {
    std::string path;
    long thread = 0;
    bool is_moved = false;
  };

  class Reading {
   public:
    explicit Reading(std::string data) : data_(std::move(data)) {}

    Findings read(const std::filesystem::path& file) {
      std::ifstream lines(file);
      for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        Event event;
        fields >> event.thread >> event.kind >> event.file >> event.folder >> std::ws;
        std::getline(fields, event.path, '\t');
        std::getline(fields, event.other);
        take(event);
      }
      return std::move(found_);
    }

   private:
    void take(const Event& event) {
      if (event.kind == "write" || event.kind == "synced-write" || event.kind == "wipe") on_written(event);
      if (event.kind == "create" || event.kind == "link") on_named(event, false);
      if (event.kind == "move" || event.kind == "replace") on_named(event, true);
      if (event.kind == "moved-from") on_moved(event.path, event.other);
      if (event.kind == "gone" || event.kind == "name-gone") on_gone(event);
      if (event.kind == "sync") on_synced(event.file);
      if (event.kind == "ask") asked_[event.file] = event.folder;
      if (event.kind == "answer" && event.folder == 0) check(name_of(asked_[event.file]), event.thread, true);
      if (event.kind == "told") check("a command", event.thread, false);
      if (event.kind == "rest") {
        check("rest", event.thread, false);
        act_ = event.path;
      }
    }

    static std::string name_of(unsigned long long opcode) {
      switch (opcode) {
        case FUSE_FLUSH:
          return "close";
        case FUSE_FSYNC:
        case FUSE_FSYNCDIR:
          return "fsync";
        case FUSE_RENAME:
        case FUSE_RENAME2:
          return "rename";
        case FUSE_UNLINK:
          return "unlink";
        case FUSE_MKDIR:
          return "mkdir";
        case FUSE_RMDIR:
          return "rmdir";
        case FUSE_SYMLINK:
          return "symlink";
        case FUSE_SETXATTR:
          return "setxattr";
        default:
          return "request " + std::to_string(opcode);
      }
    }

    std::string place_of(const std::string& path) const {
      return path.starts_with(data_) ? path.substr(data_.size()) : std::string();
    }
    bool counts(const std::string& path) const {
      const std::string place = place_of(path);
      const bool is_kept = place.starts_with("decisions.log") || place.starts_with("references") ||
                           place.starts_with("gallery") || place.starts_with("import-");
      return is_kept && !is_passing(place);
    }
    static bool was_set_aside(const Event& event) {
      return event.kind == "wipe" || event.path.find("/gallery.old.") != std::string::npos;
    }

    /// Notes a write. Where another file took a file's place by a rename, the old one may be overwritten only once the
    /// rename is on the disk. Otherwise the old name would hold zeros after a power cut.
    void on_written(const Event& event) {
      if (!counts(event.path)) return;
      if (was_set_aside(event)) {
        for (const auto& [key, name] : names_)
          if (name.is_moved) break_promise(event.path + " is overwritten, and the disk does not have " + name.path);
        return;
      }
      note_changed(event.path);
      if (event.kind == "write") bytes_[event.file] = {event.path, event.thread, false};
      if (event.kind == "synced-write" && bytes_.contains(event.file))
        break_promise(event.path + " has its last word, and the disk does not have what that speaks of");
    }

    void note_changed(const std::string& path) {
      const std::string place = place_of(path);
      found_.changed[act_].insert(place.substr(0, place.find_first_of("/.", 1)));
    }

    /// Notes a new name. A file must be whole on the disk before a rename puts it in its place, except a file that is
    /// still copied in.
    void on_named(const Event& event, bool is_moved) {
      if (!counts(event.path)) return;
      note_changed(event.path);
      if (event.kind == "create") bytes_.erase(event.file);
      const bool is_copier_s = event.path.find("/.incoming/") != std::string::npos;
      for (const auto& [file, bytes] : bytes_)
        if (is_moved && !is_copier_s && (file == event.file || bytes.path.starts_with(event.path + "/")))
          break_promise(event.path + " is renamed, and the disk does not have the bytes of " + bytes.path);
      names_[{event.folder, event.file}] = {event.path, event.thread, is_moved};
    }

    void on_moved(const std::string& from, const std::string& to) {
      std::erase_if(names_, [&](const auto& name) { return name.second.path == from; });
      const auto follow = [&](Unsynced& what) {
        if (what.path == from || what.path.starts_with(from + "/")) what.path = to + what.path.substr(from.size());
      };
      for (auto& [file, bytes] : bytes_) follow(bytes);
      for (auto& [key, name] : names_) follow(name);
    }

    void on_gone(const Event& event) {
      std::erase_if(names_, [&](const auto& name) {
        const auto& [folder, file] = name.first;
        return (folder == event.folder && file == event.file) || (event.kind == "gone" && folder == event.file);
      });
      if (event.kind == "gone") bytes_.erase(event.file);
    }

    void on_synced(unsigned long long file) {
      bytes_.erase(file);
      std::erase_if(names_, [&](const auto& name) { return name.first.first == file; });
    }

    void check(const std::string& moment, long thread, bool is_answer) {
      found_.answered[act_].insert(moment);
      for (const Promise& promise : kPromises) {
        if (promise.moments.empty() ? !is_answer : !promise.moments.contains(moment)) continue;
        const auto is_broken = [&](const Unsynced& what) {
          const bool is_meant = promise.whose == Whose::anybodys || what.thread == thread;
          return is_meant && place_of(what.path).starts_with(promise.place);
        };
        for (const auto& [file, bytes] : bytes_)
          if (promise.what != What::names && is_broken(bytes))
            break_promise(moment + ": the disk does not have the bytes of " + bytes.path);
        for (const auto& [key, name] : names_)
          if (is_broken(name)) break_promise(moment + ": the disk does not have the name " + name.path);
      }
    }

    void break_promise(const std::string& sentence) {
      if (told_.insert(act_ + sentence).second) found_.broken.push_back(act_ + ": " + sentence);
    }

    const std::string data_;
    std::string act_ = "starting";
    std::map<unsigned long long, unsigned long long> asked_;
    std::map<unsigned long long, Unsynced> bytes_;                                 ///< by file
    std::map<std::pair<unsigned long long, unsigned long long>, Unsynced> names_;  ///< by folder and file
    std::set<std::string> told_;
    Findings found_;
  };

  std::filesystem::path file_;
  std::filesystem::path data_;
};

}  // namespace facefs::test
