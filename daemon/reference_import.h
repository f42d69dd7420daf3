// SPDX-License-Identifier: Apache-2.0
// Takes in the reference photos that `facefs import` has unpacked: each stands in references/ before the log names it,
// and teaches like any that is copied into enroll/.
//
// One person after the other, each with an act of its own, on the thread that answers acts (the writer's), outside its
// transactions. What is refused, or fails, leaves no file of that person's behind; those before stay. When facefs ends
// in the middle the rest is left out, and importing once more brings it. `done` is called once, whatever happens.
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
  /// Once all are in, with an empty sentence, or with what went wrong at the first that is not.
  std::function<void(const std::string& fault)> done;
};

class ReferenceImport : public std::enable_shared_from_this<ReferenceImport> {
 public:
  struct Person {
    PersonId person = kNobody;
    std::filesystem::path folder;       ///< with the unpacked photos
    std::vector<std::string> in_order;  ///< names in it, in the order in which they teach; others come after
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
