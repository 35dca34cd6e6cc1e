import static io.gatling.javaapi.core.CoreDsl.*;
import static io.gatling.javaapi.http.HttpDsl.*;

import io.gatling.javaapi.core.*;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;

/**
 * A working day of people at the dashboard, in as many seconds as are given: few at night, a peak in the morning and one after noon.
 * Each opens three pages and reads for a while in between; a page is what its panels ask, some at once. `pages` is a file of
 * `[{page, questions: [{path, body}]}]`.
 */
public class Dashboards extends Simulation {
  private final double users = Double.parseDouble(System.getProperty("users"));
  private final int seconds = Integer.getInteger("seconds");

  private final HttpProtocolBuilder service =
      http.baseUrl(System.getProperty("url"))
          .authorizationHeader("Bearer " + System.getenv("LOAD_KEY"))
          .contentTypeHeader("application/json");

  private final ScenarioBuilder reader =
      scenario("reader")
          .repeat(3)
          .on(
              feed(jsonFile(System.getProperty("pages")).random())
                  .foreach("#{questions}", "question")
                  .on(
                      exec(
                          http("#{page}")
                              .post("#{question.path}")
                              .body(StringBody("#{question.body}"))
                              .check(status().is(200), jsonPath("$.meta").exists())))
                  .pause(Duration.ofMillis(500), Duration.ofSeconds(2)));

  {
    int part = Math.max(2, seconds / 6);
    setUp(
            reader.injectOpen(
                constantUsersPerSec(users / 10).during(part),
                rampUsersPerSec(users / 10).to(users).during(part),
                rampUsersPerSec(users).to(users / 2).during(part),
                rampUsersPerSec(users / 2).to(users).during(part),
                rampUsersPerSec(users).to(users / 10).during(part),
                constantUsersPerSec(users / 10).during(part)))
        .protocols(service)
        .assertions(global().failedRequests().count().is(0L), global().allRequests().count().gt(0L));
  }
}
