// SPDX-License-Identifier: Apache-2.0
// Takes in the reference photos that `facefs import` has unpacked. Each is in references/ before the log names it, and
// teaches like any that is copied into enroll/.
//
// Takes in one person after the other, each with an act of its own. Runs on the thread that answers acts (the
// writer's), outside its transactions. If an act is refused or fails, no file of that person is left behind; the people
// before stay. If facefs ends in the middle, the rest is left out, and importing once more brings it. `done` is called
// once, whatever happens.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/messages.h"
#include "fuse/enroll_files.h"
#include "index/decisions/act.h"

namespace facefs {

struct ReferenceImportLinks {
  std::function<void(Act, std::function<void(const ActAnswer&)>)> perform;
  std::function<void(const ReferencePlace&)> touched;
  /// Gets an empty sentence once all are in, or what went wrong with the first person whose photos could not be taken
  /// in.
  std::function<void(const std::string& fault)> done;
};

class ReferenceImport : public std::enable_shared_from_this<ReferenceImport> {
 public:
  struct Person {
    PersonId person = kNobody;
    std::filesystem::path folder;       ///< holds the unpacked photos
    std::vector<std::string> in_order;  ///< its file names in the order in which they teach; others come after
  };

  ReferenceImport(EnrollFiles& files, ReferenceImportLinks links, std::vector<Person> people)
      : files_(files), links_(std::move(links)), people_(std::move(people)) {}

  void run();

 private:
  void go_on(std::size_t at);
  void was_answered(std::size_t at, const std::vector<NamedReference>& taken, const ActAnswer& answer);
  std::vector<NamedReference> moved_in(const Person& person);
  std::optional<ReferencePlace> place_for(const std::filesystem::path& file, PersonId person) const;
  void named(const Person& person, const std::vector<NamedReference>& taken);
  void refused(const Person& person, const std::vector<NamedReference>& taken);

  EnrollFiles& files_;
  ReferenceImportLinks links_;
  std::vector<Person> people_;
};

}  // namespace facefs
