// SPDX-License-Identifier: Apache-2.0
#include "index/answers/query.h"

#include <algorithm>
#include <iterator>

#include "index/decisions/decision_log.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"

namespace facefs {
namespace {

constexpr std::string_view kSigns = "+-,()";
constexpr int kDeepest = 32;
constexpr std::size_t kLongestAsked = 255;  // bytes, as in a folder; a longer name is found only as a whole text

using Named = std::function<std::optional<PersonId>(std::string_view)>;

class Parser {
 public:
  Parser(std::string_view text, const Named& person_called) : rest_(text), person_called_(person_called) {}

  std::optional<Query> whole() {
    if (const auto person = person_called_(rest_)) return Query{Query::Kind::person, *person, {}};
    auto query = either();
    return rest_.empty() ? query : std::nullopt;
  }

 private:
  bool take(char sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  static Query pair(Query::Kind kind, Query left, Query right) {
    Query query{kind, kNobody, {}};
    query.parts = {std::move(left), std::move(right)};
    return query;
  }

  std::optional<Query> either() {
    auto left = terms();
    while (left && take(',')) {
      auto right = terms();
      if (!right) return std::nullopt;
      left = pair(Query::Kind::either, std::move(*left), std::move(*right));
    }
    return left;
  }

  std::optional<Query> terms() {
    auto left = unit();
    while (left && (rest_.starts_with('+') || rest_.starts_with('-'))) {
      const auto kind = take('+') ? Query::Kind::both : Query::Kind::without;
      if (kind == Query::Kind::without) take('-');
      auto right = unit();
      if (!right) return std::nullopt;
      left = pair(kind, std::move(*left), std::move(*right));
    }
    return left;
  }

  std::optional<Query> unit() {
    if (++depth_ > kDeepest) return std::nullopt;
    std::optional<Query> found;
    if (take('=')) {
      if (auto inner = unit()) {
        found = Query{Query::Kind::only, kNobody, {}};
        found->parts.push_back(std::move(*inner));
      }
    } else if (take('(')) {
      found = either();
      if (!take(')')) found.reset();
    } else if (const auto person = name()) {
      found = Query{Query::Kind::person, *person, {}};
    }
    --depth_;
    return found;
  }

  std::optional<PersonId> name() {
    if (take('"')) return quoted_name();
    if (rest_.starts_with('#') && rest_.size() >= 16)
      if (const auto person = person_in(rest_.substr(1, 15))) {
        rest_.remove_prefix(16);
        return person;
      }
    for (std::size_t length = std::min(rest_.size(), kLongestAsked); length > 0; --length) {
      if (length < rest_.size() && kSigns.find(rest_[length]) == std::string_view::npos) continue;
      if (const auto person = person_called_(rest_.substr(0, length))) {
        rest_.remove_prefix(length);
        return person;
      }
    }
    return std::nullopt;
  }

  /// Reads a name up to its closing quote. A quote in the name is doubled.
  std::optional<PersonId> quoted_name() {
    std::string text;
    while (!rest_.empty()) {
      if (take('"') && !rest_.starts_with('"')) return person_called_(text);
      if (rest_.empty()) break;
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    return std::nullopt;
  }

  std::string_view rest_;
  const Named& person_called_;
  int depth_ = 0;
};

char sign_of(Query::Kind kind) {
  return kind == Query::Kind::both ? '+' : kind == Query::Kind::without ? '-' : ',';
}

std::string text_with(const Query& query, const std::function<std::string(PersonId)>& name) {
  const auto inner = [&](const Query& part) {
    const bool simple = part.kind == Query::Kind::person || part.kind == Query::Kind::only;
    return simple ? text_with(part, name) : "(" + text_with(part, name) + ")";
  };
  if (query.kind == Query::Kind::person) return name(query.person);
  if (query.kind == Query::Kind::only) return "=" + inner(query.parts[0]);
  // A row of one sign is read from the left without parentheses. With them a long row would be too deep to be read
  // again.
  const Query& left = query.parts[0];
  return (left.kind == query.kind ? text_with(left, name) : inner(left)) + sign_of(query.kind) + inner(query.parts[1]);
}

/// Tells whether the photo has no unknown face, and no certain or uncertain face of anybody except these people.
bool shows_nobody_else(const std::set<PersonId>& people, const std::set<FolderKey>& folders) {
  return std::all_of(folders.begin(), folders.end(), [&](const FolderKey& folder) {
    return folder.kind == FolderKey::Kind::ignored || (folder.person() != kNobody && people.contains(folder.person()));
  });
}

using Ids = std::vector<PhotoId>;

Ids combined(Query::Kind kind, const Ids& a, const Ids& b) {
  Ids result;
  if (kind == Query::Kind::both)
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  else if (kind == Query::Kind::without)
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  else
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

}  // namespace

std::optional<Query> parse_query(std::string_view text, const Named& person_called) {
  return Parser(text, person_called).whole();
}

std::optional<Query> parse_query(const Snapshot& snapshot, std::string_view text) {
  auto query = parse_query(text, [&](std::string_view name) -> std::optional<PersonId> {
    const auto person = People(snapshot).spelled(name);
    return person && People(snapshot).is_shown(person->id) ? std::optional(person->id) : std::nullopt;
  });
  if (!query) return std::nullopt;
  for (const PersonId person : people_in(*query))  // a number may be that of nobody here
    if (!People(snapshot).find(person)) return std::nullopt;
  return query;
}

namespace {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace

std::string stored_text(const Query& query) {
  return text_with(query, [](PersonId person) { return "#" + text_of(person); });
}

std::string shown_text(const Query& query, const std::function<std::string(PersonId)>& name_of) {
  return text_with(query, [&](PersonId person) {
    const std::string name = name_of(person);
    return name.find_first_of("+-,()=#\"") == std::string::npos ? name : quoted(name);
  });
}

bool holds(const Query& query, const std::set<FolderKey>& folders) {
  switch (query.kind) {
    case Query::Kind::person:
      return folders.contains({FolderKey::Kind::people, query.person});
    case Query::Kind::both:
      return holds(query.parts[0], folders) && holds(query.parts[1], folders);
    case Query::Kind::without:
      return holds(query.parts[0], folders) && !holds(query.parts[1], folders);
    case Query::Kind::either:
      return holds(query.parts[0], folders) || holds(query.parts[1], folders);
    case Query::Kind::only:
      break;
  }
  return holds(query.parts[0], folders) && shows_nobody_else(people_in(query), folders);
}

std::vector<PhotoId> photos_for(const Snapshot& snapshot, const Query& query) {
  if (query.kind == Query::Kind::person) return Folders(snapshot).photo_ids_in({FolderKey::Kind::people, query.person});
  Ids first = photos_for(snapshot, query.parts[0]);
  if (query.kind != Query::Kind::only) return combined(query.kind, first, photos_for(snapshot, query.parts[1]));
  std::erase_if(first, [&](PhotoId photo) { return !holds(query, Photos(snapshot).folders_of(photo)); });
  return first;
}

std::set<PersonId> people_in(const Query& query) {
  if (query.kind == Query::Kind::person) return {query.person};
  std::set<PersonId> people;
  for (const Query& part : query.parts) people.merge(people_in(part));
  return people;
}

}  // namespace facefs
