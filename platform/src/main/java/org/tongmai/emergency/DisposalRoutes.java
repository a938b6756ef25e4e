package org.tongmai.emergency;

import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;

/** {@code /api/emergency/events/{id}/disposal}: what becomes of the personal data of a closed event, and proof of it. */
@RestController
@RequestMapping("/api/emergency/events/{id}/disposal")
final class DisposalRoutes {

    private final Disposals disposals;

    DisposalRoutes(Disposals disposals) {
        this.disposals = disposals;
    }

    @GetMapping
    Disposals.State state(@PathVariable long id) {
        return disposals.of(Callers.current(), id);
    }

    @PostMapping
    Disposals.State set(@PathVariable long id, @RequestBody Disposals.Wanted wanted) {
        disposals.set(Callers.current(), id, wanted);
        return state(id);
    }

    /** The statement with its proof, for {@code tongmai verify}. */
    @GetMapping("/receipt")
    ResponseEntity<byte[]> receipt(@PathVariable long id) {
        String line = disposals.proof(Callers.current(), id) + "\n";
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("disposal-" + id + ".ndjson")
                                .build()
                                .toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(new MediaType("application", "x-ndjson", StandardCharsets.UTF_8))
                .body(line.getBytes(StandardCharsets.UTF_8));
    }
}
