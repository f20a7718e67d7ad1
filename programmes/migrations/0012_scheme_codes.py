import accelerator.links
from django.db import migrations, models
from django.utils.text import slugify


def give_codes(apps, schema_editor):
    """Each scheme gets a code of its own, made of its name, and a nonce of its own."""
    schemes = apps.get_model('programmes', 'SupportScheme').objects.order_by('edition', 'pk')
    taken = set()
    for scheme in schemes:
        base = slugify(scheme.name)[:35] or 'dispositif'
        number, code = 1, base
        while (scheme.edition_id, code) in taken:
            number += 1
            code = f'{base}-{number}'
        taken.add((scheme.edition_id, code))
        scheme.code, scheme.nonce = code, accelerator.links.new_nonce()
        scheme.save(update_fields=['code', 'nonce'])


class Migration(migrations.Migration):

    dependencies = [('programmes', '0011_scheme_terms')]

    operations = [
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('schemes_checked_months__gte', 1), ('schemes_checked_months__lte', 36)), name='edition_schemes_checked', violation_error_message='Entre 1 et 36 mois.'),
        ),
        migrations.AddConstraint(
            model_name='supportscheme',
            constraint=models.UniqueConstraint(fields=('edition', 'code'), name='scheme_code_once', violation_error_message='Cette édition a déjà un dispositif de ce code.'),
        ),
        migrations.AddConstraint(
            model_name='supportscheme',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__isnull', True), ('closes_on__isnull', True), ('closes_on__gte', models.F('opens_on')), _connector='OR'), name='scheme_dates_in_order', violation_error_message='Le dispositif se termine avant de commencer.'),
        ),
    ]
