// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/act_bytes.h"

#include <utility>

#include "index/values/part_fields.h"

namespace facefs {
namespace stored {

template <typename Io>
void fields(Io& io, In<Io, Actor>& actor) {
  io(actor.program, actor.process);
}
template <typename Io>
void fields(Io& io, In<Io, NamedReference>& reference) {
  io(reference.file, reference.name);
}
template <typename Io>
void fields(Io& io, In<Io, LogEntry>& line) {
  io(line.seq, line.act, line.time_ns, line.group, line.program);
  io.one_of(line.verb, kVerbs);
  io(line.content, line.image, line.box, line.person, line.name, line.ref, line.scale);
}

template <typename Io>
void fields(Io& io, In<Io, AddPerson>& deed) {
  io(deed.name, deed.shown);
}
template <typename Io>
void fields(Io& io, In<Io, BeginTeaching>& deed) {
  io(deed.person);
}
template <typename Io>
void fields(Io& io, In<Io, RenamePerson>& deed) {
  io(deed.person, deed.name);
}
template <typename Io>
void fields(Io& io, In<Io, RemovePersonFolder>& deed) {
  io(deed.person);
}
template <typename Io>
void fields(Io& io, In<Io, HidePerson>& deed) {
  io(deed.person);
}
template <typename Io>
void fields(Io& io, In<Io, ShowPerson>& deed) {
  io(deed.person);
}
template <typename Io>
void fields(Io& io, In<Io, MergePeople>& deed) {
  io(deed.source, deed.target);
}
template <typename Io>
void fields(Io& io, In<Io, SetCertain>& deed) {
  io(deed.person, deed.certain);
}
template <typename Io>
void fields(Io& io, In<Io, SayIs>& deed) {
  io(deed.photo, deed.person, deed.from, deed.moved);
}
template <typename Io>
void fields(Io& io, In<Io, SayIsNot>& deed) {
  io(deed.photo, deed.from);
}
template <typename Io>
void fields(Io& io, In<Io, Ignore>& deed) {
  io(deed.photo, deed.from);
}
template <typename Io>
void fields(Io& io, In<Io, Unignore>& deed) {
  io(deed.photo);
}
template <typename Io>
void fields(Io& io, In<Io, NameCluster>& deed) {
  io(deed.cluster, deed.person, deed.name);
}
template <typename Io>
void fields(Io& io, In<Io, IgnoreCluster>& deed) {
  io(deed.cluster);
}
template <typename Io>
void fields(Io& io, In<Io, EraseFaces>& deed) {
  io(deed.faces);
}
template <typename Io>
void fields(Io& io, In<Io, NameReferences>& deed) {
  io(deed.person, deed.references, deed.came_ns, deed.begins);
}
template <typename Io>
void fields(Io& io, In<Io, MoveReference>& deed) {
  io(deed.from, deed.to, deed.reference);
}
template <typename Io>
void fields(Io& io, In<Io, TeachWithPhoto>& deed) {
  io(deed.person, deed.reference, deed.photo, deed.from);
}
template <typename Io>
void fields(Io& io, In<Io, PinQuery>& deed) {
  io(deed.name, deed.query);
}
template <typename Io>
void fields(Io& io, In<Io, UnpinQuery>& deed) {
  io(deed.name);
}
template <typename Io>
void fields(Io& io, In<Io, RenamePin>& deed) {
  io(deed.from, deed.to);
}
template <typename Io>
void fields(Io& io, In<Io, ImportLines>& deed) {
  io(deed.lines);
}
template <typename Io>
void fields(Io& io, In<Io, RevokeRejection>& deed) {
  io(deed.from, deed.name);
}
template <typename Io>
void fields(Io& io, In<Io, Undo>& deed) {
  io(deed.groups);
}
template <typename Io>
void fields(Io& io, In<Io, Redo>& deed) {
  io(deed.groups);
}

}  // namespace stored

namespace {

/// Returns an empty deed of the kind with that number.
template <std::size_t kKind = 0>
Deed deed_numbered(std::size_t number) {
  if constexpr (kKind < std::variant_size_v<Deed>)
    return number == kKind ? Deed(std::in_place_index<kKind>) : deed_numbered<kKind + 1>(number);
  else
    throw BadRecord("an act is of a kind that does not exist");
}

}  // namespace

std::string bytes_of(const Act& act) {
  stored::FieldWriter io;
  io(act.actor, static_cast<std::uint8_t>(act.deed.index()));
  std::visit([&](const auto& deed) { io(deed); }, act.deed);
  return io.sealed();
}

std::optional<Act> act_in(std::string_view bytes) {
  const auto payload = open_record(bytes);
  if (!payload) return std::nullopt;
  try {
    stored::FieldReader io(*payload);
    Act act;
    std::uint8_t kind = 0;
    io(act.actor, kind);
    act.deed = deed_numbered(kind);
    std::visit([&](auto& deed) { io(deed); }, act.deed);
    return act;
  } catch (const BadRecord&) {
    return std::nullopt;
  }
}

}  // namespace facefs
