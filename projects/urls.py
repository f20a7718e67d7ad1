"""Addresses of the app, by subject. A subject's own words in an address stand before another's ``<ref>``."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from projects.application.views import application, dossier, form
from projects.completion import views as completion
from projects.conflicts import views as conflicts
from projects.decision.views import announcement, deliberation, letter, participation
from projects.declarations import views as declarations
from projects.deliberation.views import chairing, members as committee, screens
from projects.exchange.views import exports
from projects.history import views as history
from projects.letters import views as letters
from projects.members import views as members
from projects.minutes import views as minutes
from projects.publication import views as publication
from projects.publication.feeds import SITEMAPS, LatestSheets
from projects.retention import views as retention
from projects.review.views import anonymity, assignment, discussion, highlights, ranking, reviews, revisions
from projects.triage.views import applications, triage

app_name = "projects"

EDITION = "manage/<slug:edition>/"
DOSSIERS = f"{EDITION}applications/"
DOSSIER = f"{DOSSIERS}<slug:ref>/"
"""A dossier for its organisers."""
OWN = "my/applications/<slug:ref>/"
"""A dossier for its members."""
READ = "dossiers/<slug:ref>/"
"""A dossier for all its readers."""
MEETING = f"{EDITION}deliberation/meeting/"
DOCUMENT = f"{EDITION}history/documents/<int:pk>/"
PUBLIC_DOCUMENT = "editions/<slug:edition>/history/<int:pk>/"
SECONDS = 15
"""How long relays keep a list of sheets: one that is withdrawn leaves it with the pages."""
briefly = cache_control(public=True, max_age=SECONDS)

urlpatterns: list[URLPattern] = [
    # anonymity
    path(f"{EDITION}criteria/anonymity/", anonymity.manage_anonymity, name="manage_anonymity"),
    path(f"{EDITION}criteria/anonymity/<slug:ref>/", anonymity.anonymous_dossier, name="anonymous_dossier"),
    # triage
    path(f"{DOSSIERS}change/", triage.change, name="change_applications"),
    path(f"{DOSSIERS}undo/<str:token>/", triage.undo, name="undo_bulk"),
    path(f"{DOSSIERS}searches/", triage.save_filter, name="save_filter"),
    path(f"{DOSSIERS}searches/<int:pk>/forget/", triage.delete_filter, name="delete_filter"),
    path(f"{DOSSIERS}columns/", triage.columns, name="choose_columns"),
    path(f"{DOSSIERS}eligibility/", applications.settings, name="manage_eligibility"),
    path(f"{DOSSIER}follow/", applications.follow, name="follow_application"),
    path(f"{DOSSIER}notes/", applications.add_note, name="add_note"),
    path(f"{DOSSIER}notes/<int:pk>/remove/", applications.remove_note, name="remove_note"),
    path(f"{DOSSIER}check/", applications.check, name="check_application"),
    path(f"{DOSSIER}rules/<int:pk>/", applications.overrule, name="overrule_finding"),
    path(DOSSIERS, applications.applications, name="manage_applications"),
    path(f"{DOSSIERS}eligible/", applications.eligible, name="declare_eligible"),
    path(DOSSIER, applications.application, name="manage_application"),
    path(f"{DOSSIER}next/", applications.adjacent_application, {"way": "next"}, name="next_application"),
    path(
        f"{DOSSIER}previous/",
        applications.adjacent_application,
        {"way": "previous"},
        name="previous_application",
    ),
    path(f"{DOSSIER}ineligible/", applications.ineligible, name="declare_ineligible"),
    # completion
    path(f"{DOSSIER}completion/", completion.request_completion, name="request_completion"),
    path(f"{DOSSIER}completion/<int:pk>/", completion.close_completion, name="close_completion"),
    path(f"{OWN}completion/", completion.complete, name="completion"),
    path(f"{OWN}completion/answers/<slug:key>/", completion.answer, name="completion_answer"),
    path(f"{OWN}completion/files/upload/<slug:key>/", completion.upload, name="completion_upload"),
    path(f"{OWN}completion/files/<uuid:pk>/remove/", completion.remove, name="completion_file_remove"),
    # history
    path(f"{EDITION}history/", history.manage_history, name="manage_history"),
    path(f"{EDITION}history/projects/", history.enter_past_project, name="enter_past_project"),
    path(f"{EDITION}history/import/", history.import_past_projects, name="import_past_projects"),
    path(f"{EDITION}history/template.csv", history.past_template, name="past_template"),
    path(f"{EDITION}history/projects/<int:pk>/", history.past_project, name="past_project"),
    path(
        f"{EDITION}history/projects/<int:pk>/remove/", history.remove_past_project, name="remove_past_project"
    ),
    path(f"{EDITION}history/documents/", history.add_past_document, name="add_past_document"),
    path(DOCUMENT, history.past_document, name="past_document"),
    path(f"{DOCUMENT}move/", history.move_past_document, name="move_past_document"),
    path(f"{DOCUMENT}remove/", history.remove_past_document, name="remove_past_document"),
    path(PUBLIC_DOCUMENT, history.hand_out_document, name="past_document_file"),
    path(f"{PUBLIC_DOCUMENT}thumb/", history.hand_out_thumb, name="past_document_thumb"),
    # retention
    path(f"{EDITION}retention/", retention.manage_retention, name="manage_retention"),
    path(f"{EDITION}retention/months/", retention.change_retention, name="change_retention"),
    path(f"{EDITION}retention/<slug:erasure>/", retention.show_dossiers, name="retained_dossiers"),
    path(f"{EDITION}retention/<slug:erasure>/postpone/", retention.postpone_erasure, name="postpone_erasure"),
    path(f"{DOSSIER}erase/", retention.erase_application, name="erase_application"),
    path(f"{DOSSIER}erase/member/", retention.erase_member, name="erase_member"),
    # application
    path("editions/<slug:edition>/call/apply/", application.apply_page, name="apply"),
    path("editions/<slug:edition>/call/apply/start/", application.start, name="start"),
    path(OWN, application.overview, name="application"),
    path(f"{OWN}form/", form.resume, name="application_resume"),
    path(f"{OWN}form/<int:step>/", form.form_step, name="application_form"),
    path(f"{OWN}answers/<slug:key>/", form.answer, name="application_answer"),
    path(f"{OWN}submit/", application.review_and_submit, name="application_review_and_submit"),
    path(f"{OWN}sent/", application.application_sent, name="application_sent"),
    path(f"{OWN}withdraw/", application.withdraw, name="application_withdraw"),
    path(f"{OWN}files/upload/<slug:key>/", dossier.upload, name="application_upload"),
    path(f"{OWN}files/<uuid:pk>/", dossier.download, name="application_file"),
    path(f"{OWN}files/<uuid:pk>/remove/", dossier.remove, name="application_file_remove"),
    path(f"{EDITION}call/form/publish/", application.publish_form, name="publish_form"),
    path(f"{EDITION}call/extend/", application.extend_call, name="extend_call"),
    path(f"{OWN}revise/", dossier.revise, name="application_revise"),
    path(f"{OWN}revise/read/", dossier.revision, name="application_revision"),
    path(f"{OWN}revise/drop/", dossier.drop, name="application_revision_drop"),
    path(f"{OWN}form/<int:step>/prefill/", form.prefill, name="application_prefill"),
    path(f"{READ}print/", dossier.print_view, name="dossier_print"),
    path(f"{READ}dossier.pdf", dossier.pdf_file, name="dossier_pdf"),
    path(f"{READ}versions/", dossier.history, name="dossier_versions"),
    path(f"{READ}versions/<int:number>/", dossier.history, name="dossier_version"),
    path(f"{READ}versions/<int:number>/dossier.pdf", dossier.version_pdf, name="dossier_version_pdf"),
    # members
    path(f"{OWN}team/", members.team, name="team"),
    path(f"{OWN}team/leave/", members.leave, name="team_leave"),
    path(f"{OWN}team/<int:pk>/rights/", members.change_rights, name="team_rights"),
    path(f"{OWN}team/<int:pk>/lead/", members.hand_over, name="team_hand_over"),
    path(f"{OWN}team/<int:pk>/remove/", members.remove, name="team_remove"),
    path(f"{OWN}team/invitations/<int:pk>/resend/", members.resend, name="team_resend"),
    path(f"{OWN}team/invitations/<int:pk>/revoke/", members.revoke, name="team_revoke"),
    path(f"{OWN}presence/", members.here, name="application_presence"),
    path("account/project-invitation/<str:token>/", members.invitation, name="member_invitation"),
    # conflicts
    path(f"{EDITION}assignment/<slug:ref>/recusal/", conflicts.record_recusal, name="record_recusal"),
    path("review/<slug:ref>/recuse/", conflicts.recuse, name="recuse"),
    # declarations
    path(f"{EDITION}conflicts/", declarations.manage_conflicts, name="manage_conflicts"),
    path(f"{EDITION}conflicts/remind/", declarations.remind_conflict_round, name="remind_conflict_round"),
    path("review/conflicts/<slug:edition>/", declarations.declare_links, name="declare_links"),
    # review
    path(f"{EDITION}assignment/", assignment.manage_assignment, name="manage_assignment"),
    path(f"{EDITION}assignment/proposal/", assignment.assignment_proposal, name="assignment_proposal"),
    path(f"{EDITION}assignment/remind/", assignment.remind_reviewer, name="remind_reviewer"),
    path(f"{EDITION}assignment/extend/", assignment.extend_reviews, name="extend_reviews"),
    path("my/texts/", reviews.my_texts, name="my_texts"),
    path("review/", reviews.review_queue, name="review_queue"),
    path("review/<slug:ref>/", reviews.review_page, name="review"),
    path("review/<slug:ref>/answers/<slug:key>/", reviews.review_score, name="review_score"),
    path("review/<slug:ref>/take-back/", reviews.take_back, name="take_back_review"),
    path("review/<slug:ref>/highlights/", highlights.highlights, name="review_highlights"),
    path("review/<slug:ref>/revise/", revisions.revise_review, name="revise_review"),
    path(f"{EDITION}reviews/<slug:ref>/read/", revisions.mark_reviews_read, name="mark_reviews_read"),
    path(f"{EDITION}ranking/", ranking.ranking_page, name="ranking"),
    path("review/<slug:ref>/discussion/", discussion.discussion, name="discussion"),
    path("review/<slug:ref>/discussion/read/", discussion.read_discussion, name="read_discussion"),
    path("review/<slug:ref>/discussion/<int:pk>/", discussion.take_back_message, name="take_back_message"),
    path("help/scores/", ranking.scoring_method, name="scoring_method"),
    # deliberation
    path("deliberation/<slug:edition>/", screens.meeting_page, name="meeting"),
    path("deliberation/<slug:edition>/changes/", screens.meeting_changes, name="meeting_changes"),
    path("deliberation/<slug:edition>/presence/", committee.record_presence, name="meeting_presence"),
    path("deliberation/<slug:edition>/<slug:ref>/vote/", committee.cast_vote, name="cast_vote"),
    path(
        "deliberation/<slug:edition>/<slug:ref>/objection/", committee.object_to_block, name="object_to_block"
    ),
    path(f"{MEETING}open/", chairing.open_meeting, name="open_meeting"),
    path(f"{MEETING}close/", chairing.close_meeting, name="close_meeting"),
    path(f"{MEETING}pause/", chairing.pause_meeting, name="pause_meeting"),
    path(f"{MEETING}attendance/", chairing.record_attendance, name="meeting_attendance"),
    path(f"{MEETING}screen/", screens.projector, name="meeting_screen"),
    path(f"{MEETING}blocks/<slug:block>/", chairing.decide_block, name="decide_block"),
    path(f"{MEETING}<slug:ref>/take/", chairing.take_dossier, name="take_dossier"),
    path(f"{MEETING}<slug:ref>/postpone/", chairing.postpone_dossier, name="postpone_dossier"),
    path(f"{MEETING}<slug:ref>/decide/", chairing.decide_dossier, name="decide_in_meeting"),
    # decision
    path(f"{EDITION}deliberation/", screens.deliberation_page, name="deliberation"),
    path(f"{EDITION}deliberation/<slug:ref>/", deliberation.decide, name="decide"),
    path(f"{EDITION}deliberation/<slug:ref>/rank/", announcement.move_reserve, name="move_reserve"),
    path(f"{EDITION}announcement/", announcement.announce, name="announce"),
    path(f"{EDITION}announcement/comments/", letter.manage_feedback, name="manage_feedback"),
    path(f"{EDITION}announcement/places/", announcement.confirm_places, name="confirm_places"),
    path(f"{EDITION}announcement/<slug:ref>/letter/", letter.decision_letter, name="decision_letter"),
    path(f"{EDITION}announcement/<slug:ref>/remind/", announcement.remind_place, name="remind_place"),
    path(f"{EDITION}announcement/<slug:ref>/withdraw/", participation.withdraw_place, name="withdraw_place"),
    path(f"{OWN}participation/", participation.participation, name="participation"),
    # minutes
    path(f"{EDITION}minutes/", minutes.committee_minutes, name="committee_minutes"),
    path(f"{EDITION}minutes/pdf/", minutes.committee_minutes_pdf, name="committee_minutes_pdf"),
    path(f"{EDITION}minutes/edit/", minutes.edit_minutes, name="edit_minutes"),
    path(f"{EDITION}minutes/approve/", minutes.approve_minutes, name="approve_committee_minutes"),
    path(f"{EDITION}minutes/amendment/", minutes.request_amendment, name="request_amendment"),
    # publication
    path("editions/<slug:edition>/projects/", publication.public_projects, name="public_projects"),
    path("editions/<slug:edition>/projects/<slug:slug>/", publication.public_project, name="public_project"),
    path("projects/", publication.directory, name="directory"),
    path("projects/feed.atom", briefly(LatestSheets()), name="sheets_feed"),
    path("sitemap.xml", briefly(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", briefly(publication.robots), name="robots"),
    path(f"{OWN}public-sheet/", publication.project_sheet, name="project_sheet"),
    # exchange
    path(f"{EDITION}exports/", exports.manage_exports, name="manage_exports"),
    path(f"{EDITION}exports/progress/", exports.export_progress, name="export_progress"),
    path(f"{EDITION}exports/table/", exports.export_table, name="export_table"),
    path(f"{EDITION}exports/documents/", exports.export_documents, name="export_documents"),
    path(f"{EDITION}exports/reviews/", exports.export_reviews, name="export_reviews"),
    path(f"{EDITION}exports/pack/", exports.export_pack, name="export_pack"),
    path(f"{EDITION}exports/<int:pk>/file/", exports.export_file, name="export_file"),
    path(f"{EDITION}exports/<int:pk>/remove/", exports.export_remove, name="export_remove"),
    path(
        f"{EDITION}exports/templates/<int:pk>/remove/",
        exports.export_template_remove,
        name="export_template_remove",
    ),
    *exports.ApplicationImportPages().get_urls(f"{EDITION}import/"),
    # letters
    path(f"{EDITION}mails/write/", letters.write_letter, name="write_letter"),
]
