package org.tongmai.access;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How often which account asked who somebody is, for whoever runs the node. */
@RestController
final class InquiryRoutes {

    private final Inquiries inquiries;

    InquiryRoutes(Inquiries inquiries) {
        this.inquiries = inquiries;
    }

    @GetMapping("/api/access/inquiries")
    Counts inquiries() {
        return new Counts(inquiries.latest());
    }

    record Counts(List<Inquiries.Count> inquiries) {}
}
