// SPDX-License-Identifier: Apache-2.0
// What is worth asking the user, the most useful question first. The questions are about two names for one face, groups
// that nobody named, a person found twice in one photo, and matches that are nearly certain.
#pragma once

#include <string>
#include <vector>

#include "index/storage/snapshot.h"

namespace facefs {

struct Question {
  std::string kind;      ///< "same", "unknown", "twice", "maybe"
  std::string path;      ///< in the mount
  std::string sentence;  ///< what is asked, and how to answer
};

/// Returns the command that makes two people one, as it can be typed.
std::string suggested_merge(const std::string& of, const std::string& into);

/// Returns at most `most` questions. Looks at elders, groups, uncertain photos and people's photos of one snapshot.
std::vector<Question> questions(const Snapshot& snapshot, std::size_t most = 1000);

}  // namespace facefs
