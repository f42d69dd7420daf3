// SPDX-License-Identifier: Apache-2.0
// Drives the steps of the daemon's writer by hand, on the gallery of a LargeGallery. So the costs of a piece of work
// can be told apart: until its effect is seen, and until all that follows from it is done.
#pragma once

#include <filesystem>
#include <memory>

#include "bench/large_gallery.h"
#include "daemon/writer.h"
#include "index/storage/gallery_space.h"

namespace facefs::bench {

class DrivenWriter {
 public:
  explicit DrivenWriter(const std::filesystem::path& folder)
      : data_(folder / "data"),
        photos_(folder / "photos"),
        log_(data_ / "decisions.log"),
        gallery_(data_ / "gallery", {photos_.string()}),
        writer_(make()) {
    make_up_faces_as_in(Snapshot(gallery_));
    writer_->catch_up();
  }

  const Gallery& gallery() const { return gallery_; }
  const std::filesystem::path& photos() const { return photos_; }
  void post(WriterMessage message) { writer_->post(std::move(message)); }
  Token token() { return ledger_.begin(Ledger::Kind::other); }
  /// Takes in one batch of what has come, or does one portion of what follows.
  void step() { writer_->step(std::chrono::milliseconds(0)); }
  /// Takes steps until everything that was begun is done. Returns how many.
  int settle() {
    bool past = false;
    ledger_.when_past([&] { past = true; });
    int steps = 0;
    for (; !past; ++steps) step();
    return steps;
  }

 private:
  std::unique_ptr<Writer> make() {
    return std::make_unique<Writer>(
        gallery_, log_, usual_settings(RuleKind::bands, space_of(Snapshot(gallery_))),
        WriterLinks{[](std::vector<TreeChange>, const Token&) {},
                    [this](PersonId person) { return data_ / "references" / text_of(person); }, [] {},
                    [](const std::string&, const FileStamp&) { return true; }, [](const std::string&) {},
                    [](const std::function<void()>& work) { work(); }, [](const Token&) {},
                    [this] { return token(); }});
  }

  std::filesystem::path data_;
  std::filesystem::path photos_;
  Ledger ledger_;
  DecisionLog log_;
  Gallery gallery_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace facefs::bench
