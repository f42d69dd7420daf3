// SPDX-License-Identifier: Apache-2.0
// A query for photos by who is in them, as a path says it: "Joey+Rachel", "Joey-Ross", "Joey,Ross", "=Joey", any
// nesting.
//
//   or    = terms ("," terms)*                     in any of them
//   terms = unit (("+" | "-" | "--") unit)*        with, without; from left to right
//   unit  = "=" unit | "(" or ")" | name           "=": nobody else is in the photo, known or unknown
//   name  = '"' any characters '"' | "#" number | the longest name of a person that ends before a sign or the end
//
// A text that is somebody's whole name means that person, before all that. So a name that holds a sign needs no quotes
// while it is somebody's ("Anne-Marie"). Between quotes a quote is doubled. Numbers are for what is stored, because
// they outlive a rename. Parsing, and testing one photo, are pure.
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
  std::vector<Query> parts;   ///< two; one for Kind::only
};

/// Returns the query; nothing where the text is no query, or names somebody whom `person_called` does not know.
std::optional<Query> parse_query(std::string_view text,
                                 const std::function<std::optional<PersonId>(std::string_view)>& person_called);
/// Returns the query with the gallery's people: by name those who are shown, by number anybody.
std::optional<Query> parse_query(const Snapshot& snapshot, std::string_view text);

/// Returns the query with people's numbers, as it is stored and compared.
std::string stored_text(const Query& query);
/// Returns the query with people's names, in quotes where needed.
std::string shown_text(const Query& query, const std::function<std::string(PersonId)>& name_of);

/// Tells whether the query means a photo that is in these folders.
bool holds(const Query& query, const std::set<FolderKey>& folders);

/// Returns the photos that the query means, ascending. Reads the lists of each person's photos, and no other photo.
std::vector<PhotoId> photos_for(const Snapshot& snapshot, const Query& query);

std::set<PersonId> people_in(const Query& query);

}  // namespace facefs
