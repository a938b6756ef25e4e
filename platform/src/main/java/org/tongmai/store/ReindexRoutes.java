package org.tongmai.store;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Problem;

/** {@code /api/store/parameters}: how re-indexing stands, for whoever runs the node. */
@RestController
@RequestMapping("/api/store/parameters")
final class ReindexRoutes {

    private final Reindexing reindexing;

    ReindexRoutes(Reindexing reindexing) {
        this.reindexing = reindexing;
    }

    @GetMapping
    List<Reindexing.Standing> all() {
        return reindexing.all();
    }

    @PostMapping("/{id}/stop")
    Reindexing.Standing stop(@PathVariable String id) {
        reindexing.stop(id);
        return one(id);
    }

    @PostMapping("/{id}/resume")
    Reindexing.Standing resume(@PathVariable String id) {
        reindexing.resume(id);
        return one(id);
    }

    private Reindexing.Standing one(String id) {
        return reindexing
                .one(id)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "store.parameter-without-keys",
                        "There is no re-indexing for this SearchParameter.",
                        "It is not active, or not stored, or of a kind that has no keys, or it was stored this moment.",
                        "See GET /api/store/parameters."));
    }
}
