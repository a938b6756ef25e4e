package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BatchingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch busy = new CountDownLatch(1);

    /** Doubles; waits on the first batch until it is let go, and cannot do 13. */
    private List<Integer> doubled(List<Integer> items) throws InterruptedException {
        batches.add(List.copyOf(items));
        busy.await();
        if (items.contains(13)) {
            throw new IllegalArgumentException("13");
        }
        return items.stream().map(each -> 2 * each).toList();
    }

    private Batching<Integer, Integer> batching(int batch, int waiting, Duration patience) {
        return new Batching<>("test", batch, waiting, patience, this::doubled);
    }

    @Test
    void what_comes_while_a_batch_is_under_way_shares_the_next_one() throws Exception {
        try (var batching = batching(3, 10, PATIENCE)) {
            List<CompletableFuture<Integer>> results = hand(batching, 1, 2, 3, 4, 5, 6, 7, 8);
            busy.countDown();

            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(2 * (i + 1));
            }
        }
        assertThat(batches.stream().flatMap(List::stream)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(3));
        assertThat(batches.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void one_that_fails_takes_none_along() throws Exception {
        busy.countDown();
        try (var batching = batching(10, 10, PATIENCE)) {
            List<CompletableFuture<Integer>> results = hand(batching, 1, 13, 3);

            assertThat(results.get(0).get()).isEqualTo(2);
            assertThatThrownBy(() -> results.get(1).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("13");
            assertThat(results.get(2).get()).isEqualTo(6);
        }
    }

    @Test
    void where_the_database_is_away_nobody_is_tried_singly() throws Exception {
        busy.countDown();
        var tries = new ArrayList<List<Integer>>();
        var away = new Problem(Problem.Kind.BUSY, "kernel.database-away", "a", "b", "c");
        try (var batching = new Batching<Integer, Integer>("test", 10, 10, PATIENCE, items -> {
            tries.add(items);
            throw away;
        })) {
            List<CompletableFuture<Integer>> results = hand(batching, 1, 2, 3, 4, 5);

            for (CompletableFuture<Integer> result : results) {
                assertThatThrownBy(result::get).hasCause(away);
            }
        }
        assertThat(tries.stream().flatMap(List::stream)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void without_room_nothing_more_is_taken() throws Exception {
        try (var batching = batching(1, 2, Duration.ZERO)) {
            assertThatThrownBy(() -> hand(batching, 1, 2, 3, 4, 5)).isInstanceOf(RejectedExecutionException.class);
            busy.countDown();
        }
    }

    @Test
    void what_was_handed_in_is_done_before_the_end_and_nothing_after() throws Exception {
        busy.countDown();
        var batching = batching(10, 10, PATIENCE);
        List<CompletableFuture<Integer>> results = hand(batching, 1, 2);

        batching.close();

        assertThat(results).allSatisfy(result -> assertThat(result).isCompleted());
        assertThatThrownBy(() -> batching.add(3)).isInstanceOf(RejectedExecutionException.class);
    }

    private static List<CompletableFuture<Integer>> hand(Batching<Integer, Integer> batching, int... items)
            throws InterruptedException {
        var results = new ArrayList<CompletableFuture<Integer>>();
        for (int item : items) {
            results.add(batching.add(item));
        }
        return results;
    }
}
