"""The organiser's dashboard: where an edition stands, what comes next, what happened last."""
