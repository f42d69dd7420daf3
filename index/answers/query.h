// SPDX-License-Identifier: Apache-2.0
// Who is together in a photo, as a path says it: "Joey+Rachel", "Joey-Ross", "Joey,Ross", "=Joey", and any nesting.
//
//   or    = terms ("," terms)*              in any of them
//   terms = unit (("+" | "-") unit)*        with, without; from left to right
//   unit  = "=" unit | "(" or ")" | name    "=": nobody else is in the photo, known or unknown
//   name  = '"' any characters '"' | "#" number | the longest name of a person that ends before a sign or the end
//
// Before all that, a text that is somebody's whole name means that person. So a name that holds a sign needs no quotes
// while it is somebody's ("Anne-Marie"); between quotes a quote is doubled. Numbers are for what is stored, because
// they outlive a rename. Parsing and asking of one photo are pure.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index/storage/snapshot.h"
#include "index/values/folder_key.h"

namespace facefs {

struct Query {
  enum class Kind : std::uint8_t { person, both, without, either, only };
  Kind kind = Kind::person;
  PersonId person = kNobody;  ///< of Kind::person
  std::vector<Query> parts;   ///< two, or one of Kind::only
};

/// Nothing where the text is no query, or names somebody whom `person_called` does not know.
std::optional<Query> parse_query(std::string_view text,
                                 const std::function<std::optional<PersonId>(std::string_view)>& person_called);
/// With the people of the gallery who are to be seen.
std::optional<Query> parse_query(const Snapshot& snapshot, std::string_view text);

/// By people's numbers, as it is stored and compared; and by their names, quoted where need be.
std::string stored_text(const Query& query);
std::string shown_text(const Query& query, const std::function<std::string(PersonId)>& name_of);

/// Whether a photo that stands in these folders is meant.
bool holds(const Query& query, const std::set<FolderKey>& folders);

/// Those photos, ascending: from the lists of each person's photos, without looking at any other.
std::vector<PhotoId> photos_for(const Snapshot& snapshot, const Query& query);

std::set<PersonId> people_in(const Query& query);

}  // namespace facefs
