// SPDX-License-Identifier: Apache-2.0
#include "fuse/notifier.h"

#include <chrono>
#include <set>

#include "fuse/mounted_tree.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatches = 64;

}  // namespace

Notifier::Notifier(fuse_session* session) : session_(session), thread_([this] { run(); }) {}

Notifier::~Notifier() {
  inbox_.close();
  thread_.join();
}

void Notifier::post(std::vector<Change> changes, std::shared_ptr<const void> token) {
  inbox_.put({std::move(changes), std::move(token), 0, {}});
}

void Notifier::post_stale(std::uint64_t folder, std::string name) {
  inbox_.put({{}, nullptr, folder, std::move(name)});
}

void Notifier::run() {
  while (!inbox_.is_done())
    for (const Batch& batch : inbox_.take(kBatches, 1h)) {
      if (batch.stale_in != 0)
        fuse_lowlevel_notify_inval_entry(session_, batch.stale_in, batch.stale_name.c_str(), batch.stale_name.size());
      tell(batch.changes);
    }
}

// What the calls answer is of no use: ENOENT is an entry or inode that the kernel does not remember.
void Notifier::tell(const std::vector<Change>& changes) {
  std::set<std::uint64_t> altered;
  for (const Change& change : changes) {
    if (change.kind == Change::Kind::altered) {
      altered.insert(inode_of(change.photo).number());
      continue;
    }
    const std::uint64_t folder = inode_of(change.folder).number();
    altered.insert(folder);
    if (change.kind == Change::Kind::left)
      fuse_lowlevel_notify_inval_entry(session_, folder, change.name.c_str(), change.name.size());
  }
  for (const std::uint64_t inode : altered) fuse_lowlevel_notify_inval_inode(session_, inode, -1, 0);
}

}  // namespace facefs
