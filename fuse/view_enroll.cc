// SPDX-License-Identifier: Apache-2.0
// enroll/<name>/: the reference photos as they were written, and .report.txt with a verdict for each.
#include "fuse/view.h"
#include "index/answers/review.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/upkeep/person_models.h"
#include "system/text.h"

namespace facefs {
namespace {

/// Returns who had the same face before this person, and what can be done, as the end of a sentence; empty where nobody
/// had.
std::string elder_sentence(const Snapshot& snapshot, PersonId person) {
  for (const Elder& known : elders(snapshot)) {
    const auto elder = known.person == person ? People(snapshot).find(known.elder) : std::nullopt;
    const auto own = People(snapshot).find(person);
    if (elder && own)
      return ", but it is the face of " + elder->name +
             (elder->visibility == Visibility::hidden ? ", who was there first and is hidden"
                                                      : ", who was there first and keeps the photos") +
             ": if both are one, " + suggested_merge(own->name, elder->name);
  }
  return {};
}

std::string report_text(const Snapshot& snapshot, PersonId person) {
  std::string text;
  const std::string elder = elder_sentence(snapshot, person);
  for (const Reference& reference : References(snapshot).of(person))
    text += escaped(reference.file) + "\t" + std::string(name_of(reference.record.verdict)) + "\t" +
            escaped(reference.record.sentence + (reference.record.verdict == EnrolVerdict::used ? elder : "")) + "\n";
  return text;
}

class EnrollView final : public View {
 public:
  EnrollView(Owner owner, EnrollFiles& files) : View(owner), files_(files) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode == kEnroll) {
      const FolderState state = Folders(snapshot).state_of({FolderKey::Kind::all_enrolled, kNobody});
      return folder(inode, state, state.entries);
    }
    if (inode.kind == InodeKind::enrolled) return person_folder(snapshot, inode);
    if (inode.kind == InodeKind::report) return text_file(inode, report_text(snapshot, inode.person()).size());
    const auto place = files_.place_of(inode);
    if (!place) return std::nullopt;
    return reference(*place);
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kEnroll) {
      const auto person = People(snapshot).spelled(name);
      if (!person) return std::nullopt;
      return entry(snapshot, person->record.name, inode_of(InodeKind::enrolled, person->id));
    }
    if (name == kReport) return report_entry(snapshot, parent.person());
    const auto known = reference({parent.person(), std::string(name)});
    if (!known) return std::nullopt;
    return Entry{std::string(name), Inode(known->st_ino), *known};
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    if (parent == kEnroll) {
      for (const Person& person : People(snapshot).all())
        entries.push_back(*entry(snapshot, person.record.name, inode_of(InodeKind::enrolled, person.id)));
      return entries;
    }
    if (auto report = report_entry(snapshot, parent.person())) entries.push_back(std::move(*report));
    for (const std::string& file : files_.files_of(parent.person()))
      if (const auto known = reference({parent.person(), file}))
        entries.push_back({file, Inode(known->st_ino), *known});
    return entries;
  }

  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const override {
    if (inode.kind != InodeKind::report) return std::nullopt;
    return report_text(snapshot, inode.person());
  }

 private:
  std::optional<Attributes> person_folder(const Snapshot& snapshot, Inode inode) const {
    const auto person = People(snapshot).find(inode.person());
    if (!person) return std::nullopt;
    FolderState state;
    state.mtime_ns = person->created_ns;
    Attributes attributes = folder(inode, state, 0);
    struct ::stat behind {};
    if (::stat(files_.folder_of(inode.person()).c_str(), &behind) == 0)
      attributes.st_mtim = attributes.st_ctim = behind.st_mtim;
    return attributes;
  }

  std::optional<Entry> report_entry(const Snapshot& snapshot, PersonId person) const {
    if (References(snapshot).of(person).empty()) return std::nullopt;
    return entry(snapshot, kReport, inode_of(InodeKind::report, person));
  }

  std::optional<Attributes> reference(const ReferencePlace& place) const {
    auto info = files_.stat_of(place);
    if (!info) return std::nullopt;
    info->st_ino = Inode(InodeKind::reference, info->st_ino).number();
    info->st_uid = owner().user;
    info->st_gid = owner().group;
    info->st_nlink = 1;
    return info;
  }

  EnrollFiles& files_;
};

}  // namespace

std::unique_ptr<View> make_enroll_view(Owner owner, EnrollFiles& files) {
  return std::make_unique<EnrollView>(owner, files);
}

}  // namespace facefs
