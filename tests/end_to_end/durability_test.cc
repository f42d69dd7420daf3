// SPDX-License-Identifier: Apache-2.0
// Everything that facefsd has answered for is on the disk. No power cut is tried, but every change and every sync is
// recorded as it happens.
#include <gmock/gmock.h>

#include "support/disk_record.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

using testing::Contains;
using testing::IsEmpty;

struct Act {
  const char* name;
  const char* command;  ///< knows $F (the mount), $P (the photos), $S (others), $H (scratch), $R (the recorder), facefs
  const char* answer;   ///< the answer that it must be given
  const char* place;    ///< the place that it must change, or nothing is tested
};

/// The acts in this order, because each needs what those before have made.
const std::vector<Act> kActs = {
    {"a new person", "mkdir $F/enroll/Rose", "mkdir", "gallery"},
    {"a reference", "cp $S/32bit.png $F/enroll/Rose/", "close", "references"},
    {"a second reference", "cp $S/obama_partial_face.jpg $F/enroll/Obama/second.jpg", "close", "references"},
    {"a reference written over", "cat $S/obama3.jpg > $F/enroll/Obama/second.jpg", "close", "references"},
    {"a reference that is synced", "python3 $H/synced.py $S/obama2.jpg $F/enroll/Obama/third.jpg", "fsync",
     "references"},
    {"a reference under another name", "mv $F/enroll/Obama/second.jpg $F/enroll/Obama/other.jpg", "rename",
     "decisions"},
    {"a reference over another", "mv $F/enroll/Obama/third.jpg $F/enroll/Obama/other.jpg", "rename", "decisions"},
    {"a reference of somebody else", "mv $F/enroll/Obama/other.jpg $F/enroll/Biden/", "rename", "references"},
    {"a reference removed", "rm $F/enroll/Biden/other.jpg", "unlink", ""},
    {"an export", "facefs export $H/all.tar", "a command", ""},
    {"a folder in people", "mkdir $F/people/Michelle", "mkdir", "decisions"},
    {"a photo of somebody else", "mv $F/people/Obama/o2.jpg $F/people/Biden/", "rename", "decisions"},
    {"a photo that is not", "rm $F/people/Biden/o2.jpg", "unlink", "decisions"},
    {"undone", "facefs undo", "a command", "decisions"},
    {"a photo ignored", "mv $F/people/Biden/o2.jpg $F/ignored/", "rename", "decisions"},
    {"a known photo copied", "cp $P/b.jpg $F/people/Obama/", "close", "decisions"},
    {"an unknown photo copied", "python3 $H/synced.py $S/obama_partial_face.jpg $F/people/Obama/new.jpg", "fsync",
     "references"},
    {"what was copied under another name", "mv $F/people/Obama/new.jpg $F/people/Obama/mine.jpg", "rename",
     "references"},
    {"a photo moved to enroll", "mv $F/people/Obama/o3.jpg $F/enroll/Obama/", "rename", "references"},
    {"a person renamed", "mv $F/people/Obama $F/people/Barack", "rename", "decisions"},
    {"a person's own cap", "python3 -c \"import os; os.setxattr('$F/people/Barack', 'user.facefs.certain', b'0.4')\"",
     "setxattr", "decisions"},
    {"a pin", "ln -s Barack $F/together/Trips", "symlink", "decisions"},
    {"a pin removed", "rm $F/together/Trips", "unlink", "decisions"},
    {"a person hidden", "rm -r $F/people/Biden", "rmdir", "decisions"},
    {"a person shown", "facefs show Biden", "a command", "decisions"},
    {"two people merged", "facefs merge Michelle Biden", "a command", "decisions"},
    {"a person forgotten by rm", "rm -r $F/enroll/Rose", "rmdir", "gallery"},
    {"a person forgotten", "facefs forget --yes Barack", "a command", "gallery"},
    {"a face forgotten", "facefs forget --yes --face $P/b.jpg 1", "a command", "gallery"},
    {"an import", "LD_PRELOAD=$R facefs import $H/all.tar", "a command", "references"},
};

/// A program that copies a file and has the copy synced before it is closed.
constexpr const char* kSynced =
    "import os, sys\n"
    "with open(sys.argv[2], 'wb') as file:\n"
    "    file.write(open(sys.argv[1], 'rb').read())\n"
    "    file.flush()\n"
    "    os.fsync(file.fileno())\n";

class Durability : public Verbs {
 protected:
  void SetUp() override {
#ifdef FACEFS_TEST_SANITIZED
    GTEST_SKIP() << "a sanitizer stands where the recorder would: a build without one holds this";
#endif
    Verbs::SetUp();
  }
  Finished perform(const Act& act) const {
    return run("S=" + quoted(photo("obama.jpg").parent_path()) + "; R=" + quoted(FACEFS_TEST_RECORDER) +
               "; facefs() { " + quoted(bin / "facefs") + " --data " + quoted(data) + " \"$@\"; }; " + act.command);
  }

  const DiskRecord record{home / "record", data};
};

TEST_F(Durability, OfWhateverIsAnsweredNothingIsMissingOnTheDisk) {
  write_bytes(home / "synced.py", kSynced);
  {
    const DiskRecord::Recording recording(record, FACEFS_TEST_RECORDER);
    start();
  }
  enroll("Obama", {"obama.jpg"});
  enroll("Biden", {"biden.jpg"});
  settle();
  for (const Act& act : kActs) {
    record.begin_act(act.name);
    const Finished done = perform(act);
    ASSERT_EQ(done.code, 0) << act.name << ": " << done.output;
    settle();
  }
  record.begin_act("ending");
  const DiskRecord::Findings found = record.findings();
  EXPECT_THAT(found.broken, IsEmpty());
  for (const Act& act : kActs) {
    EXPECT_THAT(found.answered.at(act.name), Contains(act.answer)) << act.name;
    if (*act.place != '\0') {
      EXPECT_THAT(found.changed.at(act.name), Contains(act.place)) << act.name;
    }
  }
}

}  // namespace
}  // namespace facefs::test
