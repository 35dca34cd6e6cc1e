import static io.gatling.javaapi.core.CoreDsl.*;
import static io.gatling.javaapi.http.HttpDsl.*;

import io.gatling.javaapi.core.*;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Producers that send batches: steady, then a spike of five times as many, then steady again for as long as a soak is asked for.
 * Open model: a batch is due when its time has come, however slow the service is. What was acknowledged as accepted is counted
 * and written to the file `accepted`.
 */
public class Ingest extends Simulation {
  private static final int BATCH = 50;
  private final String run = System.getProperty("run");
  private final double batches = Double.parseDouble(System.getProperty("rate")) / BATCH;
  private final int seconds = Integer.getInteger("seconds");
  private final int soakSeconds = Integer.getInteger("soakSeconds");
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();

  private final HttpProtocolBuilder service =
      http.baseUrl(System.getProperty("url")).authorizationHeader("Bearer " + System.getenv("LOAD_KEY"));

  private final ScenarioBuilder producer =
      scenario("producer")
          .exec(
              http("batch of 50 events")
                  .post("/analytics/ingest/batch")
                  .asJson()
                  .body(StringBody(session -> batch()))
                  .check(status().is(207), jsonPath("$.accepted").ofInt().is(BATCH).saveAs("accepted")))
          .exec(
              session -> {
                if (session.contains("accepted")) accepted.addAndGet(session.getInt("accepted"));
                return session;
              });

  {
    setUp(
            producer.injectOpen(
                rampUsersPerSec(0.1).to(batches).during(5),
                constantUsersPerSec(batches).during(seconds),
                stressPeakUsers((int) Math.ceil(batches * 5 * 5)).during(5),
                constantUsersPerSec(batches).during(Math.max(5, soakSeconds))))
        .protocols(service)
        .assertions(global().failedRequests().count().is(0L), global().allRequests().count().gt(0L));
  }

  private String batch() {
    String now = Instant.now().toString();
    return LongStream.generate(sent::incrementAndGet)
        .limit(BATCH)
        .mapToObj(
            n ->
                """
                {"type":"product","action":"viewed","producer":"%s","idempotency_key":"%s-%d","occurred_at":"%s","session_id":"s%d","data":{"product_id":"p%d"}}"""
                    .formatted(run, run, n, now, n / 8, n % 120))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public void after() {
    try {
      Files.writeString(Path.of(System.getProperty("accepted")), Long.toString(accepted.get()));
    } catch (IOException error) {
      throw new IllegalStateException(error);
    }
  }
}
