// SPDX-License-Identifier: Apache-2.0
// The order in which one real worker gets its photos. The loop is turned until every job has its reply.
#include "daemon/vision_pool.h"

#include <gmock/gmock.h>
#include <signal.h>

#include "daemon/forked_worker.h"
#include "daemon/photo_bytes.h"
#include "support/eventually.h"
#include "support/photo_factory.h"
#include "support/workers.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

class OneVisionWorker : public testing::Test {
 protected:
  boost::asio::io_context loop;
  VisionPool pool{forked_workers(loop, {programs() / "facefs-vision", models_folder()}), 1, std::chrono::seconds(30)};
  std::vector<std::string> done;

  VisionJob job(const std::string& name) {
    const std::atomic<bool> stopping = false;
    VisionJob made;
    made.request.megapixels = 200;
    made.request.task = ReadFaces{};
    made.photo = std::get<PhotoBytes>(read_photo_bytes(open_photo(photo("obama.jpg").string()), stopping)).memory;
    made.done = [this, name](const VisionReply& reply) {
      const auto* why = std::get_if<Unreadable>(&reply.result);
      done.push_back(why ? name + ": " + std::string(name_of(why->reason)) : name);
    };
    return made;
  }
  void run_until(std::size_t count) {
    ASSERT_TRUE(eventually(
        [&] {
          loop.restart();
          loop.run_for(std::chrono::milliseconds(10));
          return done.size() >= count;
        },
        std::chrono::seconds(60)));
  }
};

TEST_F(OneVisionWorker, TakesAReferenceBeforeThePhotosThatWait) {
  for (const char* name : {"first", "second", "third"}) pool.submit(job(name));
  VisionJob urgent = job("reference");
  urgent.is_urgent = true;
  pool.submit(std::move(urgent));
  run_until(4);
  EXPECT_THAT(done, ElementsAre("first", "reference", "second", "third"));
}

/// The photo's worker is killed whenever it has come to the faces. The fork server, its parent, goes on.
TEST_F(OneVisionWorker, TriesAPhotoThatCrashesItThreeTimesAndThenTheNextOne) {
  int tries = 0;
  VisionJob bad = job("bad");
  bad.identify = [&](const PhotoReading&) {
    ++tries;
    for (const pid_t worker : workers()) ::kill(worker, SIGSEGV);
    return Proceed{};
  };
  pool.submit(std::move(bad));
  pool.submit(job("good"));
  run_until(2);
  EXPECT_THAT(done, ElementsAre("bad: crashed", "good"));
  EXPECT_EQ(tries, 3);
}

}  // namespace
}  // namespace facefs::test
