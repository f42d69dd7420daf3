// SPDX-License-Identifier: Apache-2.0
// .status/: the state, the files that failed, the groups, the questions, and the dictionary person -> photos, as texts
// made on reading; and the log.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fuse/view.h"
#include "index/answers/explain.h"
#include "index/answers/review.h"
#include "index/storage/clusters.h"
#include "index/storage/folders.h"
#include "index/storage/paths.h"
#include "index/values/display_name.h"
#include "system/text.h"

namespace facefs {
namespace {

struct StatusFile {
  std::string_view name;
  Inode inode;
};

constexpr std::array<StatusFile, 6> kFiles = {{
    {"status.json", kStatusJson},
    {"failures.txt", kFailures},
    {"index.json", kIndexJson},
    {"clusters.tsv", kClustersTsv},
    {"review.tsv", kReviewTsv},
    {"decisions.log", kDecisionsLog},
}};

std::string failures_text(const Snapshot& snapshot) {
  std::string text;
  Paths(snapshot).each_failure([&](const FilePlace& place, const Unreadable& failure) {
    text += escaped(Paths(snapshot).path_of(place)) + "\t" + std::string(name_of(failure.reason)) + "\t" +
            escaped(failure.sentence) + "\n";
  });
  return text;
}

/// Returns number, photos and faces of each group, the largest first.
std::string clusters_text(const Snapshot& snapshot) {
  std::vector<std::pair<std::uint64_t, ClusterId>> sizes;
  for (const ClusterId cluster : Clusters(snapshot).all())
    sizes.emplace_back(Folders(snapshot).state_of({FolderKey::Kind::cluster, cluster}).entries, cluster);
  std::sort(sizes.begin(), sizes.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::string text;
  for (const auto& [photos, cluster] : sizes)
    text += cluster_name(cluster) + "\t" + std::to_string(photos) + "\t" +
            std::to_string(Clusters(snapshot).faces_in(cluster).size()) + "\n";
  return text;
}

std::string review_text(const Snapshot& snapshot) {
  std::string text;
  for (const Question& question : questions(snapshot))
    text += question.kind + "\t" + escaped(question.path) + "\t" + escaped(question.sentence) + "\n";
  return text;
}

class StatusView final : public View {
 public:
  StatusView(Owner owner, const Requests& requests) : View(owner), requests_(requests) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode == kStatus) return folder(inode, {}, 0);
    if (inode == kDecisionsLog) return log_attributes();
    const auto content = text(snapshot, inode);
    if (!content) return std::nullopt;
    return text_file(inode, content->size());
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode, std::string_view name) const override {
    for (const StatusFile& file : kFiles)
      if (file.name == name) return entry(snapshot, name, file.inode);
    return std::nullopt;
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode) const override {
    std::vector<Entry> entries;
    for (const StatusFile& file : kFiles)
      if (auto found = entry(snapshot, file.name, file.inode)) entries.push_back(std::move(*found));
    return entries;
  }

  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const override {
    if (inode == kStatusJson) return requests_.status_text();
    if (inode == kFailures) return failures_text(snapshot);
    if (inode == kClustersTsv) return clusters_text(snapshot);
    if (inode == kReviewTsv) return review_text(snapshot);
    if (inode == kIndexJson) return json_text(person_index(snapshot), 1) + "\n";
    return std::nullopt;
  }

 private:
  /// Returns the attributes of the log's file. The log is opened and never made as a text, because it may be long.
  std::optional<Attributes> log_attributes() const {
    struct ::stat file {};
    if (::stat(requests_.decisions_log.c_str(), &file) != 0) return std::nullopt;
    Attributes attributes = text_file(kDecisionsLog, static_cast<std::size_t>(file.st_size));
    attributes.st_mtim = attributes.st_ctim = file.st_mtim;
    return attributes;
  }

  const Requests& requests_;
};

}  // namespace

std::unique_ptr<View> make_status_view(Owner owner, const Requests& requests) {
  return std::make_unique<StatusView>(owner, requests);
}

}  // namespace facefs
