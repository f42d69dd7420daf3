// SPDX-License-Identifier: Apache-2.0
// Takes in one batch of messages: what was found goes into the gallery together, what was said alone and in its turn.
#include <type_traits>
#include <utility>

#include "daemon/writer.h"
#include "index/storage/damage.h"

namespace facefs {
namespace {

Token token_of(const WriterMessage& message) {
  return std::visit([](const auto& m) { return m.token; }, message);
}

/// Tells whether a caller waits for such a message: it is carried out alone. All else was found, and goes into the
/// gallery together.
template <typename What>
constexpr bool is_carried_out() {
  using Plain = std::decay_t<What>;
  return std::is_same_v<Plain, ActAsked> || std::is_same_v<Plain, Forget> || std::is_same_v<Plain, LogReading>;
}

bool is_found(const WriterMessage& message) {
  return std::visit([](const auto& what) { return !is_carried_out<decltype(what)>(); }, message);
}

/// Tells whether what a message says stays true, so that it can be kept and taken in later.
bool is_finding(const WriterMessage& message) {
  return !std::holds_alternative<ClustersFound>(message) && !std::holds_alternative<GalleryDamaged>(message);
}

}  // namespace

/// Applies findings together. An act of the user commits at once, alone, and a Forget needs no transaction open.
void Writer::apply_batch(std::vector<WriterMessage>& batch) {
  std::vector<WriterMessage*> findings;
  for (WriterMessage& message : batch) {
    if (is_found(message)) {
      findings.push_back(&message);
      continue;
    }
    guarded([&] { apply_findings(std::exchange(findings, {})); });
    std::visit(
        [&](auto& what) {
          if constexpr (is_carried_out<decltype(what)>()) carry_out(what);
        },
        message);
  }
  guarded([&] { apply_findings(findings); });
}

/// Applies findings together. If one of them fails, applies each alone, so that it takes no other with it. Keeps what
/// the disk does not take until it does.
void Writer::apply_findings(const std::vector<WriterMessage*>& findings) {
  if (findings.empty()) return;
  if (kept_.is_holding()) return keep(findings);
  try {
    return apply_together(findings);
  } catch (const std::exception& fault) {
    if (is_damage(fault)) throw;
    if (is_refused_by_disk(fault)) {
      kept_.begin();
      keep(findings);
      throw;
    }
    if (findings.size() == 1) throw;
  }
  for (WriterMessage* message : findings) guarded([&] { apply_findings({message}); });
}

void Writer::keep(const std::vector<WriterMessage*>& findings) {
  for (WriterMessage* message : findings) {
    if (std::holds_alternative<ClustersFound>(*message)) schedule_.drop_search(Clock::now());
    if (const auto* damaged = std::get_if<GalleryDamaged>(message); damaged && findings_.is_of_this_gallery(*damaged))
      repair_.note_damage(damaged->sentence);
    if (!is_finding(*message)) continue;
    if (const Token token = token_of(*message)) token->photo_is_in();  // or a scan would wait for what only it can find
    kept_.keep(std::move(*message));
  }
}

void Writer::take_in_what_was_kept() {
  if (!kept_.is_holding()) return;
  std::vector<WriterMessage> kept = kept_.release();
  apply_batch(kept);
  if (!kept_.is_holding()) problem_.clear();
}

/// Asks whether the file is still what was read. Called before the transaction: no file is looked at while the gallery
/// is being written.
void Writer::ask_whether_current(WriterMessage& message) const {
  std::visit(
      [&](auto& what) {
        if constexpr (requires { what.is_current; }) what.is_current = links_.is_current(what.path, what.stamp);
      },
      message);
}

void Writer::apply_together(const std::vector<WriterMessage*>& findings) {
  std::vector<Token> tokens;
  for (WriterMessage* message : findings) ask_whether_current(*message);
  Update update(gallery_);
  for (WriterMessage* message : findings) {
    if (Token token = token_of(*message)) tokens.push_back(std::move(token));
    std::visit(
        [&](auto& what) {
          if constexpr (!is_carried_out<decltype(what)>()) findings_.apply(update, what);
        },
        *message);
  }
  publisher_.publish(update, tokens);
  for (const Token& token : tokens) token->photo_is_in();
  schedule_.hold(tokens);
}

}  // namespace facefs
