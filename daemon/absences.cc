// SPDX-License-Identifier: Apache-2.0
#include "daemon/absences.h"

#include <set>

#include "system/path_parts.h"

namespace facefs {
namespace {

constexpr std::uint64_t kFewest = 20;
constexpr std::uint64_t kPart = 5;  // a fifth of the root's photos

using ByPath = std::map<std::string, Absences::Absent>;

/// Takes out and returns what is at or below that folder.
std::vector<Absences::Absent> taken_below(ByPath& all, const std::string& folder) {
  std::vector<Absences::Absent> taken;
  std::erase_if(all, [&](auto& one) {
    if (one.first != folder && !is_below(one.first, folder)) return false;
    taken.push_back(std::move(one.second));
    return true;
  });
  return taken;
}

}  // namespace

void Absences::missed(Absent absent) {
  std::string path = absent.path;
  missed_.insert_or_assign(std::move(path), std::move(absent));
}

void Absences::found(const std::string& path) {
  missed_.erase(path);
  held_.erase(path);
}

std::vector<Absences::Absent> Absences::decide(const std::string& root, std::uint64_t known) {
  std::vector<Absent> gone = taken_below(missed_, root);
  std::set<std::string> folders;
  for (const Absent& absent : gone)
    if (absent.is_folder) folders.insert(absent.path);
  std::uint64_t photos = 0;
  for (const Absent& absent : gone)
    if (!holds(absent.path) && (absent.is_folder || !folders.contains(folder_part(absent.path))))
      photos += absent.photos;
  const bool is_suspicious = photos >= kFewest && photos * kPart >= known;
  std::erase_if(gone, [&](Absent& absent) {
    if (!is_suspicious && !holds(absent.path)) return false;
    held_.insert_or_assign(absent.path, absent);
    return true;
  });
  return gone;
}

bool Absences::holds(const std::string& path) const {
  for (std::string at = path; !at.empty() && at != "/"; at = folder_part(at))
    if (held_.contains(at)) return true;
  return false;
}

std::uint64_t Absences::photos_held(const std::string& root) const {
  std::uint64_t photos = 0;
  for (const auto& [path, absent] : held_)
    if (is_at_or_below(path, root) && (absent.is_folder || !held_.contains(folder_part(path)))) photos += absent.photos;
  return photos;
}

std::string Absences::example(const std::string& root) const {
  for (const auto& [path, absent] : held_)
    if (is_at_or_below(path, root)) return path;
  return {};
}

std::vector<Absences::Absent> Absences::accept(const std::string& root) {
  return taken_below(held_, root);
}

}  // namespace facefs
