// SPDX-License-Identifier: Apache-2.0
#include "daemon/inotify_events.h"

#include <gmock/gmock.h>
#include <sys/inotify.h>

#include <cstring>
#include <random>

namespace facefs::test {
namespace {

using K = FileEvent::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::byte> event(int watch, std::uint32_t mask, const std::string& name, std::uint32_t cookie = 0) {
  const std::size_t padded = name.empty() ? 0 : (name.size() / 16 + 1) * 16;
  inotify_event header{watch, mask, cookie, static_cast<std::uint32_t>(padded)};
  std::vector<std::byte> bytes(sizeof header + padded);
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, name.data(), name.size());
  return bytes;
}

std::vector<FileEvent> one(std::uint32_t mask, const std::string& name = "x.jpg") {
  return inotify_events(event(7, mask, name));
}

struct Row {
  std::uint32_t mask;
  std::optional<K> kind;
};

TEST(InotifyEvents, MeanWhatTheTableSays) {
  const Row table[] = {
      {IN_CREATE, K::appeared},
      {IN_CREATE | IN_ISDIR, K::folder_appeared},
      {IN_CLOSE_WRITE, K::finished},
      {IN_MOVED_TO, K::finished},
      {IN_MOVED_TO | IN_ISDIR, K::folder_appeared},
      {IN_MOVED_FROM, K::vanished},
      {IN_MOVED_FROM | IN_ISDIR, K::folder_vanished},
      {IN_DELETE, K::vanished},
      {IN_DELETE | IN_ISDIR, K::folder_vanished},
      {IN_ATTRIB, K::altered},
      {IN_ATTRIB | IN_ISDIR, std::nullopt},
      {IN_DELETE_SELF, K::watch_gone},
      {IN_MOVE_SELF, K::watch_gone},
      {IN_UNMOUNT, K::unmounted},
      {IN_IGNORED, K::watch_dropped},
      {IN_Q_OVERFLOW, K::overflowed},
      {IN_OPEN, std::nullopt},
      {IN_ACCESS, std::nullopt},
  };
  for (const Row& row : table) {
    const auto events = one(row.mask);
    ASSERT_EQ(events.size(), row.kind ? 1U : 0U) << row.mask;
    if (row.kind) {
      EXPECT_EQ(events[0].kind, *row.kind) << row.mask;
      EXPECT_EQ(events[0].watch, 7) << row.mask;
      EXPECT_EQ(events[0].name, "x.jpg") << row.mask;
    }
  }
}

TEST(InotifyEvents, AreAllReadFromOneBuffer) {
  std::vector<std::byte> bytes;
  for (const auto& part :
       {event(1, IN_CREATE, "a"), event(2, IN_DELETE_SELF, ""), event(3, IN_CLOSE_WRITE, std::string(255, 'n'))})
    bytes.insert(bytes.end(), part.begin(), part.end());
  EXPECT_THAT(inotify_events(bytes), ElementsAre(FileEvent{K::appeared, 1, "a"}, FileEvent{K::watch_gone, 2, ""},
                                                 FileEvent{K::finished, 3, std::string(255, 'n')}));
}

TEST(InotifyEvents, KeepNamesOfAnyBytes) {
  EXPECT_EQ(one(IN_CREATE, "bad\xff\xfe\n\x1b.jpg")[0].name, "bad\xff\xfe\n\x1b.jpg");
}

TEST(InotifyEvents, ThatAreTornAreLeftOut) {
  const auto whole = event(1, IN_CREATE, "abc");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THAT(inotify_events({whole.data(), length}), IsEmpty()) << length;
}

TEST(InotifyEvents, OfAnyBytesHoldNothingButWhatStandsInThem) {
  std::mt19937 random(2);
  std::size_t found = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> bytes(random() % 200);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() % 4 ? 0 : random());
    std::size_t told = 0;
    for (const FileEvent& event : inotify_events(bytes)) {
      told += sizeof(inotify_event) + event.name.size();
      EXPECT_EQ(event.name.find('\0'), std::string::npos);
      ++found;
    }
    ASSERT_LE(told, bytes.size());
  }
  EXPECT_GT(found, 1000U) << "hardly any bytes were events";
}

TEST(InotifyEvents, BeforeACutAreTheSameAsWithoutIt) {
  std::vector<std::byte> bytes;
  for (int number = 0; number < 5; ++number) {
    const auto part = event(number, IN_CREATE, std::string(static_cast<std::size_t>(number) * 7, 'n'));
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  const auto whole = inotify_events(bytes);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto before = inotify_events({bytes.data(), length});
    ASSERT_LT(before.size(), whole.size()) << length;
    EXPECT_TRUE(std::equal(before.begin(), before.end(), whole.begin())) << length;
  }
}

}  // namespace
}  // namespace facefs::test
